//! What a request says about itself: who asks, in which language, and the two headers that make a
//! command safe to send again.

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode};
use guanxi::domain::{Invalid, Lang};
use guanxi::store::Revision;
use guanxi::{Actor, Crm, Desk, Error, StaffId};

/// Who asks, and how.
#[derive(Debug)]
pub(crate) struct Caller {
    staff: StaffId,
    lang: Lang,
    if_match: Option<String>,
    idempotency_key: Option<String>,
}

impl Caller {
    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }

    /// The desk as the request wants it: `If-Match` is the revision that is expected,
    /// `Idempotency-Key` the key under which the command is done once.
    pub(crate) fn desk(&self, crm: &Crm) -> Result<Desk, Error> {
        let mut desk = crm.desk(Actor::staff(self.staff));
        if let Some(tag) = self.if_match.as_deref().filter(|tag| *tag != "*") {
            let form = "an entity tag of this service";
            let wrong = Invalid::Form { field: "If-Match", form };
            let revision = tag.trim_matches('"').parse::<Revision>().map_err(|_| wrong)?;
            desk = desk.expecting(revision);
        }
        if let Some(key) = &self.idempotency_key {
            // Keys are the store's; two people may send the same.
            desk = desk.keyed(&format!("{} {key}", self.staff))?;
        }
        Ok(desk)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = StatusCode;

    /// A host knows its people by a session or a token; this one believes a header.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let header = |name: &HeaderName| {
            let text = parts.headers.get(name).map(|value| value.to_str().map(str::to_owned));
            text.transpose().map_err(|_| StatusCode::BAD_REQUEST)
        };
        let staff = header(&HeaderName::from_static("x-staff"))?;
        let staff = staff.and_then(|id| id.parse().ok()).ok_or(StatusCode::UNAUTHORIZED)?;
        let lang = header(&ACCEPT_LANGUAGE)?.and_then(|tag| tag.parse().ok()).unwrap_or(Lang::En);
        let if_match = header(&IF_MATCH)?;
        let idempotency_key = header(&HeaderName::from_static("idempotency-key"))?;
        Ok(Caller { staff, lang, if_match, idempotency_key })
    }
}
