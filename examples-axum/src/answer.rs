//! How what the desk says becomes HTTP.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use guanxi::domain::Lang;
use guanxi::store::{Conflict, Revision, StoreError};
use guanxi::{Error, ErrorKind};
use serde::Serialize;

/// A record and its revision, which is what `If-Match` takes.
#[derive(Debug)]
pub(crate) struct Revised<T> {
    revision: Revision,
    body: T,
}

impl<T> Revised<T> {
    pub(crate) fn new(revision: Revision, body: T) -> Self {
        Revised { revision, body }
    }
}

impl<T: Serialize> IntoResponse for Revised<T> {
    fn into_response(self) -> Response {
        ([(ETAG, format!("\"{}\"", self.revision))], Json(self.body)).into_response()
    }
}

/// An error as the caller is told of it.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    #[serde(skip)]
    status: StatusCode,
    /// For programs.
    code: &'static str,
    /// For people.
    message: String,
    /// What may be said instead.
    allowed: Vec<&'static str>,
}

impl Answer {
    pub(crate) fn of(error: &Error, lang: Lang) -> Self {
        let (code, message, allowed) = match error {
            Error::Refused(no) => (no.code(), no.explain(lang), no.allowed().to_vec()),
            Error::Invalid(why) => (why.code(), why.explain(lang), Vec::new()),
            Error::Store(error) => (error.name(), error.to_string(), Vec::new()),
            other => ("denied", other.to_string(), Vec::new()),
        };
        Answer { status: status(error), code, message, allowed }
    }

    /// A panic is a fault of the program; nothing is said about it but that.
    pub(crate) fn of_panic() -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Answer {
            status,
            code: "panic",
            message: "the work ended early".into(),
            allowed: Vec::new(),
        }
    }
}

fn status(error: &Error) -> StatusCode {
    match (error.kind(), error) {
        (_, Error::Store(StoreError::Conflict(Conflict::Stale { .. }))) => {
            StatusCode::PRECONDITION_FAILED
        }
        (_, Error::Store(StoreError::Busy { .. } | StoreError::InDoubt { .. })) => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        (ErrorKind::Invalid, _) => StatusCode::BAD_REQUEST,
        (ErrorKind::NotFound, _) => StatusCode::NOT_FOUND,
        (ErrorKind::Conflict, _) => StatusCode::CONFLICT,
        (ErrorKind::Refused, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (ErrorKind::Denied, _) => StatusCode::FORBIDDEN,
        (ErrorKind::Failed, _) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        (self.status, Json(self)).into_response()
    }
}
