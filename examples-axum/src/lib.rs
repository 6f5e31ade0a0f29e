//! A CRM behind HTTP: each request is one unit of work on a thread that may wait.
//!
//! `caller.rs` is what a request says about itself, `answer.rs` how an error becomes a status.

mod answer;
mod caller;

use axum::Json;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use guanxi::domain::client::{Client, ClientEdit, NewClient, Segment};
use guanxi::domain::interaction::NewInteraction;
use guanxi::domain::{CustomKey, Name};
use guanxi::store::Cursor;
use guanxi::{ClientId, Crm, Desk, Error, Timestamp};
use serde::{Deserialize, Serialize};

use answer::{Answer, Revised};
use caller::Caller;

/// Every route, over one CRM. `Crm` is cheap to clone: it is a handle.
pub fn routes(crm: Crm) -> Router {
    Router::new()
        .route("/clients", post(register))
        .route("/clients/{id}", get(read).patch(edit))
        .route("/clients/{id}/begin", post(begin))
        .route("/clients/{id}/ticks/{item}", post(tick))
        .route("/clients/{id}/calls", post(log_call))
        .route("/clients/{id}/timeline", get(timeline))
        .with_state(crm)
}

/// Goes to the desk for one unit of work. The desk waits for the disk, so it does that where
/// waiting keeps nobody else: the whole of it, not each call.
async fn at_desk<T: Send + 'static>(
    crm: Crm,
    caller: Caller,
    work: impl FnOnce(Desk) -> Result<T, Error> + Send + 'static,
) -> Result<T, Answer> {
    let lang = caller.lang();
    let worked = tokio::task::spawn_blocking(move || work(caller.desk(&crm)?)).await;
    match worked {
        Ok(done) => done.map_err(|error| Answer::of(&error, lang)),
        Err(_) => Err(Answer::of_panic()),
    }
}

#[derive(Deserialize)]
struct NewClientBody {
    name: String,
    segment: Option<String>,
}

async fn register(
    State(crm): State<Crm>,
    caller: Caller,
    Json(body): Json<NewClientBody>,
) -> Result<Response, Answer> {
    let done = at_desk(crm, caller, move |desk| {
        let mut new = NewClient::organisation(&body.name)?;
        if let Some(segment) = body.segment {
            new = new.segment(segment.parse::<Segment>()?);
        }
        desk.clients().register(new)
    })
    .await?;
    let status = if done.repeated { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Revised::new(done.revision, ClientBody::of(&done.now))).into_response())
}

async fn read(
    State(crm): State<Crm>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Revised<ClientBody>, Answer> {
    let found = at_desk(crm, caller, move |desk| desk.clients().get(client(&id)?)).await?;
    Ok(Revised::new(found.revision, ClientBody::of(&found.now)))
}

#[derive(Deserialize)]
struct EditBody {
    name: Option<String>,
    segment: Option<String>,
}

async fn edit(
    State(crm): State<Crm>,
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<EditBody>,
) -> Result<Revised<ClientBody>, Answer> {
    let done = at_desk(crm, caller, move |desk| {
        let mut edit = ClientEdit::new();
        if let Some(name) = body.name {
            edit = edit.name(Name::new(&name)?);
        }
        if let Some(segment) = body.segment {
            edit = edit.segment(segment.parse::<Segment>()?);
        }
        desk.clients().edit(client(&id)?, edit)
    })
    .await?;
    Ok(Revised::new(done.revision, ClientBody::of(&done.now)))
}

async fn begin(
    State(crm): State<Crm>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Revised<ClientBody>, Answer> {
    let done = at_desk(crm, caller, move |desk| desk.relationship(client(&id)?).begin()).await?;
    Ok(Revised::new(done.revision, ClientBody::of(&done.now)))
}

async fn tick(
    State(crm): State<Crm>,
    caller: Caller,
    Path((id, item)): Path<(String, String)>,
) -> Result<Revised<ClientBody>, Answer> {
    let done = at_desk(crm, caller, move |desk| {
        desk.relationship(client(&id)?).tick(CustomKey::new(&item)?)
    })
    .await?;
    Ok(Revised::new(done.revision, ClientBody::of(&done.now)))
}

#[derive(Deserialize)]
struct CallBody {
    at: String,
    subject: String,
    promised: Option<String>,
}

async fn log_call(
    State(crm): State<Crm>,
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<CallBody>,
) -> Result<StatusCode, Answer> {
    let done = at_desk(crm, caller, move |desk| {
        let (id, at) = (client(&id)?, body.at.parse::<Timestamp>()?);
        let mut call = NewInteraction::call(at).subject(&body.subject);
        if let Some(promised) = &body.promised {
            call = call.promised(promised);
        }
        desk.interactions().log(id, call)
    })
    .await?;
    Ok(if done.repeated { StatusCode::OK } else { StatusCode::CREATED })
}

#[derive(Deserialize)]
struct PageOf {
    after: Option<String>,
    limit: Option<usize>,
}

async fn timeline(
    State(crm): State<Crm>,
    caller: Caller,
    Path(id): Path<String>,
    Query(page): Query<PageOf>,
) -> Result<Json<TimelineBody>, Answer> {
    let page = at_desk(crm, caller, move |desk| {
        let mut timeline = desk.clients().timeline(client(&id)?);
        if let Some(after) = page.after {
            timeline = timeline.after(after.parse::<Cursor>()?);
        }
        timeline.newest(page.limit.unwrap_or(50))
    })
    .await?;
    let next = page.next.as_ref().map(ToString::to_string);
    let items = page.into_iter().map(|found| InteractionBody {
        at: found.now.at().to_string(),
        kind: format!("{:?}", found.now.kind()),
        subject: found.now.subject().known().flatten().map(ToString::to_string),
    });
    Ok(Json(TimelineBody { items: items.collect(), next }))
}

/// A client as JSON: what is erased is null. `allowed` is which buttons to draw.
#[derive(Serialize)]
struct ClientBody {
    id: String,
    name: Option<String>,
    segment: &'static str,
    stage: &'static str,
    allowed: Vec<&'static str>,
}

impl ClientBody {
    fn of(client: &Client) -> Self {
        let mut allowed = client.allowed();
        allowed.extend(client.relationship().allowed());
        ClientBody {
            id: client.id().to_string(),
            name: client.name().known().map(ToString::to_string),
            segment: client.segment().name(),
            stage: client.stage().name(),
            allowed,
        }
    }
}

#[derive(Serialize)]
struct InteractionBody {
    at: String,
    kind: String,
    subject: Option<String>,
}

#[derive(Serialize)]
struct TimelineBody {
    items: Vec<InteractionBody>,
    next: Option<String>,
}

fn client(id: &str) -> Result<ClientId, Error> {
    Ok(id.parse()?)
}
