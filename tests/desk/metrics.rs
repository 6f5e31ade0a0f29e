//! Figures of the whole firm at the desk.

use guanxi::domain::client::{Churn, NewClient, Segment};
use guanxi::domain::transaction::{NewLine, NewTransaction};
use guanxi::domain::{Currency, Line, Period};
use guanxi::{ClientId, Desk};

use crate::engines::{House, at, everywhere};

fn yuan() -> Currency {
    "CNY".parse().unwrap()
}

fn order(on: &str, amount: &str) -> NewTransaction {
    let tea =
        NewLine::goods("茶", "1 盒".parse().unwrap(), format!("CNY {amount}").parse().unwrap());
    NewTransaction::order(at(on), yuan()).line(tea)
}

fn client(desk: &Desk, name: &str, segment: Segment) -> ClientId {
    let new = NewClient::organisation(name).unwrap().segment(segment);
    let id = desk.clients().register(new).unwrap().id();
    desk.relationship(id).begin().unwrap();
    id
}

fn june() -> Period {
    Period::new(at("2026-06-01T00:00:00Z"), at("2026-07-01T00:00:00Z")).unwrap()
}

#[test]
fn who_stayed_is_told_by_their_histories() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let hua = client(&desk, "华信", Segment::Key);
        let bei = client(&desk, "北辰", Segment::Key);
        client(&desk, "南山", Segment::Light);
        desk.clients().register(NewClient::organisation("过客").unwrap()).unwrap();
        house.later("2026-06-10T09:00:00Z");
        let gone = |why: &str| Churn::because(Line::new(why).unwrap());
        desk.relationship(bei).churn(gone("预算取消")).unwrap();
        desk.relationship(hua).churn(gone("换人")).unwrap();
        house.later("2026-06-20T09:00:00Z");
        desk.relationship(hua).win_back().unwrap();
        house.later("2026-07-05T09:00:00Z");
        client(&desk, "新客", Segment::Key);
        let kept = desk.metrics().retention(june()).unwrap();
        assert_eq!((kept.numerator, kept.denominator, kept.bp()), (2, 3, Some(6_667)));
        assert_eq!(desk.metrics().logo_churn(june()).unwrap().bp(), Some(3_333));
        let table = desk.metrics().retention_by_segment(june()).unwrap();
        let of = |segment| table.iter().find(|(of, _)| *of == segment).unwrap().1.bp();
        assert_eq!((of(Segment::Key), of(Segment::Light)), (Some(5_000), Some(10_000)));
        assert_eq!(of(Segment::Strategic), None);
    });
}

#[test]
fn what_clients_bring_is_told_in_one_currency() {
    everywhere(|house: &House| {
        let desk = house.desk();
        house.later("2026-07-05T09:00:00Z");
        let orders = [
            ("华信", vec![("2026-05-20T09:00:00Z", "100"), ("2026-06-20T09:00:00Z", "150")]),
            ("北辰", vec![("2026-05-21T09:00:00Z", "100")]),
            ("南山", vec![("2026-06-02T09:00:00Z", "70"), ("2026-06-03T09:00:00Z", "70")]),
        ];
        for (name, orders) in orders {
            let id = client(&desk, name, Segment::Standard);
            for (on, amount) in orders {
                desk.transactions().record(id, order(on, amount)).unwrap();
            }
        }
        let metrics = desk.metrics();
        assert_eq!(metrics.repeat_purchase(june()).unwrap().bp(), Some(5_000));
        assert_eq!(metrics.gross_retention(june(), yuan()).unwrap().bp(), Some(5_000));
        assert_eq!(metrics.net_retention(june(), yuan()).unwrap().bp(), Some(7_500));
        let none = metrics.net_retention(june(), "EUR".parse().unwrap()).unwrap();
        assert_eq!((none.bp(), none.denominator), (None, 0));
        let table = metrics.cohorts().unwrap();
        assert_eq!((table.len(), table[0].size, &table[0].seen[..]), (2, 2, &[2, 1][..]));
        let rfm = metrics.rfm(yuan()).unwrap();
        assert_eq!(rfm.clients.len(), 3);
        assert_eq!(metrics.disconfirmation(june()).unwrap().value, None);
    });
}
