//! Nothing: the graphs of this folder exist for their tests, and a package needs a library.
