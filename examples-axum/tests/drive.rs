//! The service, driven over a socket as any client drives it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use guanxi::Crm;
use guanxi::domain::client::{Checklists, Stage};

/// A member of staff, as the host's login would name them.
const ME: &str = "x-staff: staff-00000000-0000-7000-8000-000000001009\r\n";

/// Starts the service on a free port; it ends with the test.
fn serve() -> SocketAddr {
    let lists = Checklists::version(1).leaving(Stage::Prospect, [("nda_signed", "保密协议已签")]);
    let crm = Crm::memory().unwrap().with_checklists(lists.unwrap());
    let (say, hear) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            say.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, guanxi_examples_axum::routes(crm)).await.unwrap();
        });
    });
    hear.recv().unwrap()
}

/// What came back: the status, the head, the body.
struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// A text of the body's JSON.
    fn text(&self, field: &str) -> &str {
        let (_, rest) = self.body.split_once(&format!("\"{field}\":\"")).expect("the field");
        rest.split_once('"').expect("its end").0
    }
}

fn ask(to: SocketAddr, line: &str, headers: &str, body: &str) -> Reply {
    let mut stream = TcpStream::connect(to).unwrap();
    let length = body.len();
    write!(
        stream,
        "{line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{headers}\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply { status, head: head.to_owned(), body: body.to_owned() }
}

fn register(to: SocketAddr) -> (String, String) {
    let made = ask(to, "POST /clients", ME, r#"{"name":"华信咨询","segment":"Key"}"#);
    assert_eq!(made.status, 201, "{}", made.body);
    (made.text("id").to_owned(), made.header("etag").unwrap().to_owned())
}

#[test]
fn a_client_is_registered_and_read() {
    let to = serve();
    let (id, tag) = register(to);
    let read = ask(to, &format!("GET /clients/{id}"), ME, "");
    assert_eq!((read.status, read.header("etag")), (200, Some(tag.as_str())));
    assert_eq!((read.text("name"), read.text("stage")), ("华信咨询", "Prospect"));
    assert!(read.body.contains(r#""begin""#), "{}", read.body);
    assert_eq!(ask(to, &format!("GET /clients/{id}"), "", "").status, 401);
}

#[test]
fn an_edit_of_what_has_changed_is_a_failed_precondition() {
    let to = serve();
    let (id, tag) = register(to);
    let edit = |tag: &str, body| {
        ask(to, &format!("PATCH /clients/{id}"), &format!("{ME}if-match: {tag}\r\n"), body)
    };
    let first = edit(&tag, r#"{"segment":"Strategic"}"#);
    assert_eq!(first.status, 200);
    assert_ne!(first.header("etag"), Some(tag.as_str()));
    let late = edit(&tag, r#"{"segment":"Light"}"#);
    assert_eq!((late.status, late.text("code")), (412, "stale"));
    assert_eq!(edit("\"x\"", r#"{"segment":"Light"}"#).status, 400);
    let read = ask(to, &format!("GET /clients/{id}"), ME, "");
    assert_eq!(read.text("segment"), "Strategic");
}

#[test]
fn a_command_sent_again_with_its_key_is_done_once() {
    let to = serve();
    let keyed = format!("{ME}idempotency-key: 4711\r\n");
    let send = |body| ask(to, "POST /clients", &keyed, body);
    let (first, again) = (send(r#"{"name":"华信咨询"}"#), send(r#"{"name":"华信咨询"}"#));
    assert_eq!((first.status, again.status), (201, 200));
    assert_eq!(first.text("id"), again.text("id"));
    let other = send(r#"{"name":"青禾农业"}"#);
    assert_eq!((other.status, other.text("code")), (409, "key reused"));
}

#[test]
fn what_a_rule_refuses_says_why_and_what_is_allowed() {
    let to = serve();
    let (id, _) = register(to);
    let begin = |lang: &str| {
        let headers = format!("{ME}accept-language: {lang}\r\n");
        ask(to, &format!("POST /clients/{id}/begin"), &headers, "")
    };
    let (zh, en) = (begin("zh-CN"), begin("en"));
    assert_eq!((zh.status, zh.text("code")), (422, "client.checklist_open"));
    assert!(zh.text("message").contains("清单"), "{}", zh.body);
    assert!(en.text("message").contains("checklist"), "{}", en.body);
    assert!(en.body.contains(r#""allowed":["#) && en.body.contains(r#""tick""#), "{}", en.body);
    assert_eq!(ask(to, &format!("POST /clients/{id}/ticks/nda_signed"), ME, "").status, 200);
    assert_eq!(begin("en").text("stage"), "Onboarding");
}

#[test]
fn a_timeline_is_read_page_by_page() {
    let to = serve();
    let (id, _) = register(to);
    let calls = format!("POST /clients/{id}/calls");
    for day in 1..=3 {
        let at = format!("2025-03-0{day}T10:00:00+08:00");
        let call = ask(to, &calls, ME, &format!(r#"{{"at":"{at}","subject":"day {day}"}}"#));
        assert_eq!(call.status, 201, "{}", call.body);
    }
    let page = ask(to, &format!("GET /clients/{id}/timeline?limit=2"), ME, "");
    assert!(page.body.contains("day 3") && page.body.contains("day 2"), "{}", page.body);
    let next = page.text("next");
    let page = ask(to, &format!("GET /clients/{id}/timeline?limit=2&after={next}"), ME, "");
    assert!(page.body.contains("day 1") && page.body.contains(r#""next":null"#), "{}", page.body);
    let forged = ask(to, &format!("GET /clients/{id}/timeline?after=nonsense"), ME, "");
    assert_eq!((forged.status, forged.text("code")), (400, "invalid cursor"));
}

#[test]
fn what_cannot_be_taken_and_what_is_not_there() {
    let to = serve();
    let (id, _) = register(to);
    let wrong = ask(to, "POST /clients", ME, r#"{"name":" "}"#);
    assert_eq!((wrong.status, wrong.text("code")), (400, "invalid.empty"));
    let nobody = "client-00000000-0000-7000-8000-00000000dead";
    assert_eq!(ask(to, &format!("GET /clients/{nobody}"), ME, "").status, 404);
    assert_eq!(ask(to, "GET /clients/nobody", ME, "").status, 400);
    let future = r#"{"at":"9999-01-01T00:00:00Z","subject":"x"}"#;
    let future = ask(to, &format!("POST /clients/{id}/calls"), ME, future);
    assert_eq!((future.status, future.text("code")), (422, "interaction.in_future"));
}
