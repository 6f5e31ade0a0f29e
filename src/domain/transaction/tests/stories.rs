//! What happens with orders, told one after the other.

use super::*;
use crate::domain::Invalid;
use crate::domain::refusal::Refused;

/// Two tea sets for 400 and tax of 52, a training for 1 000, carriage for 20.
fn order() -> NewTransaction {
    NewTransaction::order(at("2026-05-01T09:00:00Z"), yuan())
        .line(NewLine::goods("茶具", of("2 套"), fen(40_000)).tax(fen(5_200)).category("家居"))
        .line(NewLine::service("培训", of("1.5 h"), fen(100_000)))
        .line(NewLine::shipping("快递", fen(2_000)))
}

fn record(n: u128, new: NewTransaction) -> Result<Transaction, TransactionRefusal> {
    Transaction::record(id(n), new, &hua(), &stamp())
}

fn ordered() -> Transaction {
    record(1, order().paid(fen(10_000)).paid_with_points(500, fen(5_000))).unwrap()
}

fn about(purchase: &Transaction, all: &[&Transaction]) -> Setting {
    let account = Account::of(all.iter().map(|one| (*one).clone()));
    hua().about(purchase.clone(), false).account(account)
}

fn refund() -> NewTransaction {
    NewTransaction::refund(id(1), now(), yuan())
}

#[test]
fn an_order_is_paid_in_parts_and_one_of_two_comes_back() {
    let order = ordered();
    assert_eq!((order.total(), order.is_purchase()), (fen(147_200), true));
    let payment = NewTransaction::payment(now(), fen(100_000)).refers_to(id(1));
    let payment = Transaction::record(id(2), payment, &about(&order, &[&order]), &stamp()).unwrap();
    let one_set = Returned::of(1, of("1 套"), fen(20_000)).tax(fen(2_600));
    let back = refund().returned(one_set).paid(fen(20_000)).paid_with_points(250, fen(2_500));
    let setting = about(&order, &[&order, &payment]);
    let back = Transaction::record(id(3), back, &setting, &stamp()).unwrap();
    assert_eq!(back.total(), fen(22_600));
    assert_eq!(back.lines()[0].item(), order.lines()[0].item());
    let [balance] = Balance::of([&order, &payment, &back]).unwrap()[..] else { panic!() };
    assert_eq!((balance.ordered, balance.paid), (fen(147_200), fen(115_000)));
    assert_eq!((balance.refunded, balance.given_back), (fen(22_600), fen(22_500)));
    assert_eq!((balance.points_paid.get(), balance.points_back.get()), (500, 250));
    assert_eq!(balance.open, fen(147_200 - 22_600 - 115_000 + 22_500));
}

#[test]
fn points_that_paid_later_come_back_and_no_more_of_them() {
    let order = record(1, order()).unwrap();
    let payment = NewTransaction::payment(now(), fen(100)).refers_to(id(1));
    let payment = payment.paid_with_points(500, fen(5_000));
    let payment = Transaction::record(id(2), payment, &about(&order, &[&order]), &stamp()).unwrap();
    let setting = about(&order, &[&order, &payment]);
    let back = |points: i64| {
        let one_set = Returned::of(1, of("1 套"), fen(20_000)).tax(fen(2_600));
        let back = refund().returned(one_set).paid_with_points(points, fen(points * 10));
        Transaction::record(id(3), back, &setting, &stamp())
    };
    assert!(back(500).is_ok(), "{:?}", back(500));
    assert!(back(501).is_err());
}

#[test]
fn points_that_paid_the_invoice_of_an_order_come_back_with_the_order() {
    let order = record(1, order()).unwrap();
    let bill = NewTransaction::invoice(now(), yuan()).refers_to(id(1));
    let bill = bill.line(NewLine::service("培训", of("1.5 h"), fen(100_000)));
    let bill = Transaction::record(id(2), bill, &about(&order, &[&order]), &stamp()).unwrap();
    let paid = NewTransaction::payment(now(), fen(100)).refers_to(id(2));
    let paid = paid.paid_with_points(500, fen(5_000));
    let paid = Transaction::record(id(4), paid, &about(&bill, &[&order, &bill]), &stamp()).unwrap();
    let back = |points: i64, all: &[&Transaction]| {
        let one_set = Returned::of(1, of("1 套"), fen(20_000)).tax(fen(2_600));
        let back = refund().returned(one_set).paid_with_points(points, fen(points * 10));
        Transaction::record(id(3), back, &about(&order, all), &stamp())
    };
    assert!(back(500, &[&order, &bill, &paid]).is_ok());
    assert_eq!(guard(back(501, &[&order, &bill, &paid])), TransactionGuard::MorePointsThanPaid);
    assert_eq!(guard(back(500, &[&order, &bill])), TransactionGuard::MorePointsThanPaid);
}

#[test]
fn refunds_never_exceed_the_order_line_by_line() {
    let order = ordered();
    let first = refund().returned(Returned::of(1, of("1.5 套"), fen(30_000)));
    let first = Transaction::record(id(2), first, &about(&order, &[&order]), &stamp()).unwrap();
    let setting = about(&order, &[&order, &first]);
    let say = |line| Transaction::record(id(3), refund().returned(line), &setting, &stamp());
    let more = |line, field| TransactionGuard::MoreThanBought { line, field };
    assert_eq!(guard(say(Returned::of(1, of("0.51 套"), fen(1)))), more(1, "quantity"));
    assert_eq!(guard(say(Returned::of(1, of("0.5 套"), fen(10_001)))), more(1, "net"));
    assert_eq!(guard(say(Returned::of(2, of("1 h"), fen(1)).tax(fen(1)))), more(2, "tax"));
    assert_eq!(guard(say(Returned::reduction(1, fen(10_001)))), more(1, "net"));
    let unit = TransactionGuard::OtherUnit { line: 1 };
    assert_eq!(guard(say(Returned::of(1, of("0.5 件"), fen(1)))), unit);
    for line in [0, 4, u32::MAX] {
        let none = TransactionGuard::NoSuchLine { line };
        assert_eq!(guard(say(Returned::of(line, of("1 套"), fen(1)))), none);
    }
    let rest = Returned::of(1, of("0.5 套"), fen(10_000)).tax(fen(5_200));
    assert!(say(rest).is_ok());
    let cheaper = say(Returned::reduction(2, fen(100))).unwrap();
    assert_eq!(cheaper.lines()[0].quantity().to_string(), "0 h");
}

#[test]
fn what_it_refers_to_must_be_there_for_it() {
    let order = ordered();
    let back = || refund().returned(Returned::of(1, of("1 套"), fen(1)));
    let say = |new, setting: &Setting| guard(Transaction::record(id(9), new, setting, &stamp()));
    assert_eq!(say(back(), &hua()), TransactionGuard::WrongPurchase);
    let other = Setting::of(ClientId::from_uuid(Uuid::from_u128(2)));
    let other = other.about(order.clone(), false);
    assert_eq!(say(back(), &other), TransactionGuard::OtherClient);
    let superseded = hua().about(order.clone(), true);
    assert_eq!(say(back(), &superseded), TransactionGuard::PurchaseSuperseded);
    let early = NewTransaction::refund(id(1), at("2026-05-01T08:59:59Z"), yuan());
    let early = early.returned(Returned::of(1, of("1 套"), fen(1)));
    assert_eq!(say(early, &about(&order, &[&order])), TransactionGuard::BeforePurchase);
    let nothing = NewTransaction::new(Kind::Refund, now(), yuan());
    let nothing = nothing.returned(Returned::reduction(1, fen(1)));
    assert_eq!(say(nothing, &hua()), TransactionGuard::NoPurchase);
    assert_eq!(
        say(self::order().refers_to(id(1)), &about(&order, &[&order])),
        TransactionGuard::WrongPurchase
    );
    let euro = Currency::new("EUR").unwrap();
    let euros = NewTransaction::payment(now(), Money::new(1, euro)).refers_to(id(1));
    let wanted = TransactionGuard::OtherCurrency { wanted: yuan(), found: euro };
    assert_eq!(say(euros, &about(&order, &[&order])), wanted);
    let payment = record(2, NewTransaction::payment(now(), fen(5))).unwrap();
    let of_payment = NewTransaction::refund(id(2), now(), yuan());
    let of_payment = of_payment.returned(Returned::reduction(1, fen(1)));
    assert_eq!(say(of_payment, &about(&payment, &[&payment])), TransactionGuard::WrongPurchase);
}

#[test]
fn the_order_is_refunded_and_not_its_invoice() {
    let order = ordered();
    let line = || NewLine::goods("茶具", of("2 套"), fen(40_000));
    let invoice = NewTransaction::invoice(now(), yuan()).line(line()).refers_to(id(1));
    let invoice = Transaction::record(id(2), invoice, &about(&order, &[&order]), &stamp()).unwrap();
    assert!(!invoice.is_purchase());
    let back = NewTransaction::refund(id(2), now(), yuan());
    let back = back.returned(Returned::reduction(1, fen(1)));
    let setting = about(&invoice, &[&order, &invoice]);
    assert_eq!(
        guard(Transaction::record(id(3), back.clone(), &setting, &stamp())),
        TransactionGuard::RefundTheOrder { order: id(1) }
    );
    let own = record(2, NewTransaction::invoice(now(), yuan()).line(line())).unwrap();
    assert!(Transaction::record(id(3), back, &about(&own, &[&own]), &stamp()).is_ok());
}

#[test]
fn nobody_pays_more_than_it_costs() {
    let order = ordered();
    let pay = |minor| NewTransaction::payment(now(), fen(minor)).refers_to(id(1));
    let open = 147_200 - 15_000;
    let setting = about(&order, &[&order]);
    let too_much = TransactionGuard::PaidTooMuch { paid: fen(147_201), total: fen(147_200) };
    let say = |new, setting: &Setting| Transaction::record(id(5), new, setting, &stamp());
    assert_eq!(guard(say(pay(open + 1), &setting)), too_much);
    let all = say(pay(open), &setting).unwrap();
    // What was given back can be paid anew.
    let back = refund().returned(Returned::of(1, of("1 套"), fen(20_000))).paid(fen(20_000));
    let paid = about(&order, &[&order, &all]);
    let back = Transaction::record(id(6), back, &paid, &stamp()).unwrap();
    let setting = about(&order, &[&order, &all, &back]);
    let again = Transaction::record(id(7), pay(20_000), &setting, &stamp());
    assert!(again.is_ok());
    assert!(record(8, NewTransaction::payment(now(), fen(9_999_999))).is_ok(), "in advance");
    let over = self::order().paid(fen(147_201));
    assert_eq!(guard(record(9, over)), too_much);
}

#[test]
fn no_more_points_come_back_than_were_paid() {
    let order = ordered();
    let say = |points, minor| {
        let back = refund().returned(Returned::reduction(2, fen(50_000)));
        let back = back.paid_with_points(points, fen(minor));
        Transaction::record(id(4), back, &about(&order, &[&order]), &stamp())
    };
    assert_eq!(guard(say(501, 5_000)), TransactionGuard::MorePointsThanPaid);
    assert_eq!(guard(say(500, 5_001)), TransactionGuard::MorePointsThanPaid);
    assert!(say(500, 5_000).is_ok());
}

#[test]
fn a_correction_keeps_what_refers_to_it_in_order() {
    let order = ordered();
    let back = refund().returned(Returned::of(2, of("1.5 h"), fen(100_000)));
    let back = Transaction::record(id(2), back, &about(&order, &[&order]), &stamp()).unwrap();
    let setting = hua().account(Account::of([order.clone(), back.clone()]));
    let correct = |new| order.correct(id(3), false, new, "记错了", &setting, &stamp());
    let cheaper = NewTransaction::order(order.at(), yuan())
        .line(NewLine::goods("茶具", of("2 套"), fen(40_000)))
        .line(NewLine::service("培训", of("1.5 h"), fen(99_999)));
    let more = TransactionGuard::MoreThanBought { line: 2, field: "net" };
    assert_eq!(guard(correct(cheaper)), more);
    let swapped = NewTransaction::order(order.at(), yuan())
        .line(NewLine::service("培训", of("1.5 h"), fen(100_000)))
        .line(NewLine::goods("茶具", of("2 套"), fen(400_000)));
    assert_eq!(guard(correct(swapped)), TransactionGuard::NoSuchLine { line: 2 });
    let later = NewTransaction { at: now(), ..self::order() };
    let right = correct(later).unwrap();
    assert_eq!((right.first(), right.supersedes()), (id(1), Some(id(1))));
    assert_eq!(right.event_name(), "corrected");
    assert_eq!(
        right.words().map(|words| words.reason.as_ref().map(crate::domain::Line::as_str)),
        Held::Known(Some("记错了"))
    );
    let payment = NewTransaction::payment(now(), fen(1));
    assert_eq!(guard(correct(payment)), TransactionGuard::OtherKind);
    assert_eq!(correct(self::order()).unwrap().at(), order.at());
    let again = order.correct(id(4), true, self::order(), "x", &setting, &stamp()).unwrap_err();
    assert_eq!((again.code(), again.from()), ("state", "Superseded"));
}

#[test]
fn what_others_refer_to_is_not_withdrawn() {
    let order = ordered();
    let back = refund().returned(Returned::reduction(2, fen(1)));
    let back = Transaction::record(id(2), back, &about(&order, &[&order]), &stamp()).unwrap();
    let both = hua().account(Account::of([order.clone(), back.clone()]));
    assert_eq!(
        guard(order.withdraw(id(3), false, "重复", &both)),
        TransactionGuard::ReferredTo { by: id(2) }
    );
    let gone = back.withdraw(id(3), false, "重复", &both).unwrap();
    assert_eq!((gone.event_name(), gone.is_told()), ("withdrawn", false));
    assert_eq!(gone.columns()[2], Cell::NULL);
    let alone = hua().account(Account::of([order.clone(), gone.clone()]));
    let gone_too = order.withdraw(id(4), false, "重复", &alone).unwrap();
    assert!(!gone_too.is_purchase() && gone_too.references().is_empty());
    assert_eq!(gone_too.withdraw(id(5), false, "x", &alone).unwrap_err().from(), "Withdrawal");
    assert_eq!(invalid(order.withdraw(id(6), false, " ", &alone)).code(), "invalid.empty");
}

#[test]
fn points_that_came_back_keep_their_payment() {
    let order = record(1, order()).unwrap();
    let payment = NewTransaction::new(Kind::Payment, now(), yuan());
    let payment = payment.paid_with_points(500, fen(5_000)).refers_to(id(1));
    let payment = Transaction::record(id(2), payment, &about(&order, &[&order]), &stamp()).unwrap();
    let back = refund().returned(Returned::reduction(2, fen(5_000)));
    let back = back.paid_with_points(500, fen(5_000));
    let setting = about(&order, &[&order, &payment]);
    let back = Transaction::record(id(3), back, &setting, &stamp()).unwrap();
    let all = hua().account(Account::of([order, payment.clone(), back]));
    let withdrawn = payment.withdraw(id(4), false, "x", &all);
    assert_eq!(guard(withdrawn), TransactionGuard::MorePointsThanPaid);
}

#[test]
fn each_kind_has_the_lines_it_can_have() {
    let line = || NewLine::goods("茶具", of("1 套"), fen(1));
    let back = || Returned::reduction(1, fen(1));
    let new = |kind| NewTransaction::new(kind, now(), yuan());
    assert_eq!(guard(record(1, new(Kind::Order))), TransactionGuard::NoLines);
    assert_eq!(guard(record(1, new(Kind::Invoice))), TransactionGuard::NoLines);
    assert_eq!(guard(record(1, refund())), TransactionGuard::NoLines);
    assert_eq!(guard(record(1, new(Kind::Payment))), TransactionGuard::NothingPaid);
    for wrong in [
        new(Kind::Order).line(line()).returned(back()),
        new(Kind::Invoice).returned(back()),
        refund().returned(back()).line(line()),
        new(Kind::Payment).line(line()).paid(fen(1)),
        new(Kind::Payment).returned(back()).paid(fen(1)),
    ] {
        assert_eq!(guard(record(1, wrong)), TransactionGuard::WrongLines);
    }
}

#[test]
fn amounts_that_are_none_are_refused() {
    let line = |text: &str, minor| NewLine::goods("茶具", of(text), fen(minor));
    let new = |line| NewTransaction::order(now(), yuan()).line(line);
    let no = |field| TransactionGuard::NotPositive { field };
    assert_eq!(guard(record(1, new(line("0 套", 1)))), no("quantity"));
    assert_eq!(guard(record(1, new(line("-1 套", 1)))), no("quantity"));
    assert_eq!(guard(record(1, new(line("1 套", -1)))), no("net"));
    assert_eq!(guard(record(1, new(line("1 套", 5).tax(fen(-1))))), no("tax"));
    assert_eq!(guard(record(1, new(line("1 套", 0)))), no("total"));
    assert!(record(1, new(line("1 套", 0)).line(line("1 套", 1))).is_ok(), "a gift");
    assert_eq!(guard(record(1, new(line("1 套", 5)).paid(fen(0)))), no("paid"));
    assert_eq!(guard(record(1, new(line("1 套", 5)).paid(fen(-1)))), no("paid"));
    let points = |n, minor| record(1, new(line("1 套", 5)).paid_with_points(n, fen(minor)));
    assert_eq!(guard(points(0, 1)), no("points"));
    assert_eq!(guard(points(1, 0)), no("paid"));
    assert_eq!(invalid(points(-1, 1)).code(), "invalid.range");
    assert_eq!(guard(record(1, NewTransaction::payment(now(), fen(0)))), no("paid"));
    let order = ordered();
    let say = |line| {
        guard(Transaction::record(
            id(2),
            refund().returned(line),
            &about(&order, &[&order]),
            &stamp(),
        ))
    };
    assert_eq!(say(Returned::of(1, of("0 套"), fen(1))), no("quantity"));
    assert_eq!(say(Returned::of(1, of("-1 套"), fen(1))), no("quantity"));
    assert_eq!(say(Returned::of(1, of("1 套"), fen(-1))), no("net"));
    assert_eq!(say(Returned::of(1, of("1 套"), fen(9)).tax(fen(-1))), no("tax"));
    assert_eq!(say(Returned::reduction(1, fen(0))), no("net"));
}

#[test]
fn values_that_cannot_be_taken_are_named() {
    let line = |minor| NewLine::goods("茶具", of("1 套"), fen(minor));
    let new = || NewTransaction::order(now(), yuan());
    let largest = record(1, new().line(line(i64::MAX))).unwrap();
    assert_eq!(largest.total(), fen(i64::MAX));
    let over = new().line(line(i64::MAX)).line(line(1));
    assert_eq!(invalid(record(1, over)), Invalid::Overflow { field: "money" });
    assert_eq!(Balance::of([&largest, &ordered()]), Err(Invalid::Overflow { field: "money" }));
    let many = (0..=1_000).fold(new(), |new, _| new.line(line(1)));
    assert_eq!(invalid(record(1, many)), Invalid::TooMany { field: "lines", limit: 1_000 });
    let many = (0..=64).fold(new().line(line(99)), |new, _| new.paid(fen(1)));
    assert_eq!(invalid(record(1, many)), Invalid::TooMany { field: "paid", limit: 64 });
    let many = (0..17).fold(new().line(line(1)), |new, n| new.reference("erp", &n.to_string()));
    let limit = 16;
    assert_eq!(invalid(record(1, many)), Invalid::TooMany { field: "references", limit });
    let twice = new().line(line(1)).reference("erp", "7").reference("ERP", "7");
    assert_eq!(invalid(record(1, twice)), Invalid::Twice { field: "references" });
    let unnamed = new().line(NewLine::goods(" ", of("1 套"), fen(1)));
    assert_eq!(invalid(record(1, unnamed)), Invalid::Empty { field: "item" });
    let category = new().line(line(1).category(""));
    assert_eq!(invalid(record(1, category)), Invalid::Empty { field: "category" });
    let reference = new().line(line(1)).reference("e r p", "7");
    assert_eq!(invalid(record(1, reference)).code(), "invalid.form");
    assert_eq!(invalid(record(1, new().line(line(1)).note("a\0"))).code(), "invalid.text");
    let euro = Money::new(1, Currency::new("EUR").unwrap());
    let mixed = TransactionGuard::OtherCurrency { wanted: yuan(), found: euro.currency() };
    assert_eq!(guard(record(1, new().line(line(1).tax(euro)))), mixed);
    assert_eq!(guard(record(1, new().line(line(5)).paid(euro))), mixed);
    let told = TransactionGuard::TotalDiffers { told: fen(6), sum: fen(5) };
    assert_eq!(guard(record(1, new().line(line(5)).total(fen(6)))), told);
    assert!(record(1, new().line(line(5)).total(fen(5))).is_ok());
    let later = NewTransaction::order(at("2026-05-03T10:00:01Z"), yuan()).line(line(1));
    assert_eq!(guard(record(1, later)), TransactionGuard::InFuture);
    let away = Transaction::record(id(1), order(), &hua().inactive(), &stamp());
    assert_eq!(guard(away), TransactionGuard::ClientNotActive);
    let taken = hua().reference_taken(id(9));
    let taken = Transaction::record(id(1), order(), &taken, &stamp());
    assert_eq!(guard(taken), TransactionGuard::ReferenceTaken { by: id(9) });
}

#[test]
fn what_is_bought_most_is_counted_in_purchases() {
    let new = |n| {
        let tea = NewLine::goods("茶具", of("1.5 套"), fen(100)).category("家居");
        let hours = NewLine::service("培训", of("0.25 h"), fen(50));
        let new = NewTransaction::order(now(), yuan()).line(tea);
        let new = if n == 1 { new.line(hours) } else { new };
        record(n, new.line(NewLine::shipping("快递", fen(9)))).unwrap()
    };
    let (first, second) = (new(1), new(2));
    let back = refund().returned(Returned::of(1, of("0.5 套"), fen(30)));
    let back = Transaction::record(id(3), back, &about(&first, &[&first]), &stamp()).unwrap();
    let mut tally = Tally::of([LineKind::Goods, LineKind::Service]);
    [&first, &second, &back].into_iter().try_for_each(|one| tally.add(one)).unwrap();
    let told = tally.told();
    assert_eq!((told.purchases, told.clients, told.returning), (2, 1, 1));
    let [tea, hours] = &told.items[..] else { panic!("{:?}", told.items) };
    assert_eq!((tea.item.as_str(), tea.purchases, tea.clients), ("茶具", 2, 1));
    assert_eq!((&tea.quantities[..], &tea.returned[..]), (&[of("3 套")][..], &[of("0.5 套")][..]));
    assert_eq!((&tea.net[..], &tea.refunded[..]), (&[fen(200)][..], &[fen(30)][..]));
    assert_eq!((hours.item.as_str(), hours.purchases), ("培训", 1));
}
