//! Patches: changes to a record that name the fields they change, and no others.

/// The methods of a patch, each of which names a field and its new value.
macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $type:ty),*) => $list:ident, $what:expr;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(mut self $(, $arg: $type)*) -> Self {
            self.$list.push($what);
            self
        }
    )*};
}

pub(super) use fields;
