//! Orders, invoices, payments and refunds as other systems write them.

use super::{shanghai, told};
use crate::domain::noun::Noun;
use crate::domain::transaction::{NewLine, NewTransaction, Setting, Transaction};
use crate::domain::{ActorId, ClientId, Lang, Stamp, Timestamp, TransactionId};
use crate::transfer::{Mapping, RowFault, Sheet, Subject, Told, TransactionRow};

fn rows(file: &str) -> Vec<Result<TransactionRow, RowFault>> {
    let told = told(file.as_bytes(), Subject::Transactions).into_iter();
    told.map(|row| {
        row.map(|told| match told {
            Told::Transaction(row) => *row,
            other => panic!("{other:?}"),
        })
    })
    .collect()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn code(fault: RowFault) -> (u64, &'static str) {
    (fault.row, fault.why.code())
}

fn recorded(new: NewTransaction) -> Transaction {
    let now = at("2026-06-01T00:00:00Z");
    let stamp = Stamp { valid_at: now, recorded_at: now, by: ActorId::System };
    let hua = Setting::of(ClientId::from_uuid(uuid::Uuid::from_u128(1)));
    let id = TransactionId::from_uuid(uuid::Uuid::from_u128(2));
    Transaction::record(id, new, &hua, &stamp).unwrap()
}

#[test]
fn rows_with_one_number_are_the_lines_of_one_order() {
    let file = "订单编号,客户名称,下单时间,币种,商品,数量,单价,税额,价税合计\n\
                SO-7,华信,2026-05-03 10:00,CNY,茶具,2套,199.50,51.87,470.87\n\
                SO-7,,,,运费,1,20,,\n\
                SO-8,华信,2026-05-04,CNY,培训,3 天,\"1,000\",0,3000\n";
    let rows: Vec<_> = rows(file).into_iter().map(Result::unwrap).collect();
    let mut order = rows[0].clone();
    order.and(rows[1].clone()).unwrap();
    let tea = NewLine::goods("茶具", "2 套".parse().unwrap(), "CNY 399".parse().unwrap())
        .tax("CNY 51.87".parse().unwrap());
    let freight = NewLine::goods("运费", "1 ×".parse().unwrap(), "CNY 20".parse().unwrap());
    let wanted = NewTransaction::order(at("2026-05-03T10:00:00+08:00"), "CNY".parse().unwrap())
        .line(tea)
        .line(freight)
        .total("CNY 470.87".parse().unwrap())
        .reference("zoho", "SO-7");
    assert_eq!(order.record(None), Ok(wanted.clone()));
    assert_eq!(recorded(wanted).total().to_string(), "CNY 470.87");
    let no = order.and(rows[2].clone()).unwrap_err();
    assert_eq!(code(no), (4, "row.contradiction"));
}

#[test]
fn a_deal_that_was_won_is_an_order_of_one_line_and_others_are_told() {
    let file = "opportunity_id,product,account,deal_stage,close_date,close_value\n\
                1C1,GTX Plus,Cancity,Won,2017-03-01,1054.0\n\
                1C2,GTX Plus,Cancity,Lost,2017-03-01,0.0\n\
                1C3,GTX Plus,Cancity,Engaging,,\n";
    let mapping =
        Mapping::of(Subject::Transactions, shanghai()).in_currency("USD".parse().unwrap());
    let rows: Vec<_> =
        Sheet::open(file.as_bytes(), mapping).unwrap().collect::<Result<_, _>>().unwrap();
    let Ok(Told::Transaction(won)) = &rows[0] else { panic!("{rows:?}") };
    assert_eq!(recorded(won.record(None).unwrap()).total().to_string(), "USD 1 054.00");
    for (n, row) in [(3, &rows[1]), (4, &rows[2])] {
        assert_eq!(code(row.clone().unwrap_err()), (n, "row.not_won"));
    }
}

#[test]
fn what_is_missing_or_does_not_come_out_even_is_told_with_its_row() {
    let head = "id,kind,client,time,currency,item,quantity,price,amount,total,refers to\n";
    for (row, wanted) in [
        ("1,order,A,,CNY,x,1,,5,,", "row.missing"),
        ("1,order,A,2026-05-03,,x,1,,5,,", "row.missing"),
        ("1,order,A,2026-05-03,CNY,,1,,5,,", "row.missing"),
        ("1,order,A,2026-05-03,CNY,x,1,,,,", "row.missing"),
        ("1,order,A,2026-05-03,CNY,x,1,0.125,,,", "row.uneven"),
        ("1,order,A,2026-05-03,CNY,x,1,,1.234,,", "row.ambiguous_amount"),
        ("1,order,A,2026-05-03,CNY,x,1,,1.2345,,", "invalid.form"),
        ("1,order,A,2026-05-03,CNY,x,\"1,250\",,5,,", "row.ambiguous_amount"),
        ("1,order,A,2026-05-03,CNY,x,1,,EUR 5,,", "row.contradiction"),
        ("1,order,A,2026-05-03,CNY,x,one,,5,,", "row.unknown_amount"),
        ("1,order,A,2026-05-03,CNY,x,1,,five,,", "row.unknown_amount"),
        ("1,gift,A,2026-05-03,CNY,x,1,,5,,", "invalid.unknown"),
        ("1,refund,A,2026-05-03,CNY,x,1,,5,,", "row.no_such_purchase"),
        ("1,payment,A,2026-05-03,CNY,,,,,,", "row.missing"),
    ] {
        let found = rows(&format!("{head}{row}\n")).remove(0);
        let no = found.and_then(|row| row.record(None)).expect_err(row);
        assert_eq!((no.row, no.why.code()), (2, wanted), "{row}");
        assert!(!no.explain(Lang::Zh).is_empty() && no.explain(Lang::En).starts_with("row 2"));
    }
}

#[test]
fn a_payment_and_a_refund_name_the_purchase_by_its_number() {
    let file = "id,kind,client,time,currency,item,quantity,amount,refers to,line\n\
                SO-7,订单,华信,2026-05-03,CNY,茶具,2 套,400,,\n\
                R-1,退款,华信,2026-05-04,CNY,茶具,1,-200,SO-7,\n\
                R-2,退款,华信,2026-05-04,CNY,,,50,SO-7,1\n\
                P-1,付款,华信,2026-05-05,CNY,,,150,SO-7,\n";
    let rows: Vec<_> = rows(file).into_iter().map(Result::unwrap).collect();
    let order = recorded(rows[0].record(None).unwrap());
    for row in &rows[1..] {
        assert_eq!(row.refers_to().unwrap().to_string(), "zoho:SO-7");
        let new = row.record(Some(&order)).unwrap();
        assert_eq!(new.about(), Some(order.id()));
    }
    let refund = format!("{:?}", rows[1].record(Some(&order)).unwrap());
    assert!(refund.contains("20000") && !refund.contains("-20000"), "{refund}");
    assert_eq!(order.stream().as_client().map(|id| id.to_string().len()), Some(43));
}

#[test]
fn what_was_paid_is_counted_once_in_whichever_columns_it_stands() {
    let head = "id,kind,client,time,currency,amount,paid,total\n";
    let paid = |row: &str| {
        let row = rows(&format!("{head}P-1,payment,A,2026-05-03,CNY,{row}\n")).remove(0)?;
        row.record(None).map(|new| recorded(new).total().to_string())
    };
    for row in ["100,100,", "100,,", ",100,", ",,100", "100,100,100"] {
        assert_eq!(paid(row), Ok("CNY 100.00".to_owned()), "{row}");
    }
    assert_eq!(paid("100,90,").map_err(code), Err((2, "row.contradiction")));
}

#[test]
fn points_and_their_value_are_told_together() {
    let head = "id,client,time,currency,item,amount,points,points value\n";
    let told = |row: &str| {
        let row = rows(&format!("{head}1,A,2026-05-03,CNY,x,100,{row}\n")).remove(0)?;
        row.record(None).map(|_| ())
    };
    assert_eq!(told("500,").map_err(code), Err((2, "row.missing")));
    assert_eq!(told(",5").map_err(code), Err((2, "row.missing")));
    assert_eq!((told("500,5"), told("0,"), told(",")), (Ok(()), Ok(()), Ok(())));
}

#[test]
fn which_line_is_refunded_is_never_guessed() {
    let file = "id,kind,client,time,currency,item,amount,refers to,line\n\
                SO-7,order,A,2026-05-03,CNY,tea,400,,\n\
                SO-7,,,,,cups,100,,\n\
                R-1,refund,A,2026-05-04,CNY,,10,SO-7,\n\
                R-2,refund,A,2026-05-04,CNY,cups,10,SO-7,\n";
    let mut rows: Vec<_> = rows(file).into_iter().map(Result::unwrap).collect();
    let second = rows.remove(1);
    // A row that leaves the kind open is an order's; kinds are compared by who puts rows together.
    rows[0].and(second).unwrap();
    let order = recorded(rows[0].record(None).unwrap());
    assert_eq!(code(rows[1].record(Some(&order)).unwrap_err()), (4, "row.which_line"));
    assert!(rows[2].record(Some(&order)).is_ok());
}
