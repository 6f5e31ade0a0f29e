//! The headers under which other systems export what the crate knows. Only facts: names of columns
//! as Salesforce, HubSpot, Zoho, Jira, Asana, 纷享销客 and Chinese spreadsheets write them.

use super::field::{Field, Subject};

/// A header as it is compared: lower case, letters and digits only; `.id` at the end stays, since
/// `Account Name.id` and `Account Name` are two columns.
pub(super) fn key(header: &str) -> String {
    let text = header.trim().to_lowercase();
    let (text, lookup) = match text.strip_suffix(".id") {
        Some(text) => (text, ".id"),
        None => (text.as_str(), ""),
    };
    let mut key: String = text.chars().filter(|ch| ch.is_alphanumeric()).collect();
    key.push_str(lookup);
    key
}

/// The field that a header names, and how far down its list it stands: where two headers name a
/// field that holds one value, the one further up is meant.
pub(super) fn find(subject: Subject, key: &str) -> Option<(Field, usize)> {
    of(subject).iter().find_map(|(field, names)| {
        let at = names.split(' ').position(|name| name == key)?;
        Some((*field, at))
    })
}

/// The names of each field in files about a subject, the crate's own first.
pub(super) const fn of(subject: Subject) -> &'static [(Field, &'static str)] {
    match subject {
        Subject::Clients => CLIENTS,
        Subject::Contacts => CONTACTS,
        Subject::Interactions => INTERACTIONS,
        Subject::Transactions => TRANSACTIONS,
    }
}

const CLIENTS: &[(Field, &str)] = &[
    (
        Field::Id,
        "id recordid 记录id 编号 客户编号 clientid customerid accountid companyid issuekey",
    ),
    (
        Field::Name,
        "name clientname accountname companyname customername account company client customer \
         organization organisation 名称 客户名称 客户 公司名称 公司 企业名称 单位名称 \
         nombredelacuenta nombredelaempresa firma kunde",
    ),
    (Field::ClientKind, "kind 类别 类型"),
    (Field::Segment, "segment 级别"),
    (
        Field::Tag,
        "tags tag labels label industry sector type accounttype accountlevel etiquetas \
         标签 行业 客户行业 所属行业 客户类型 客户等级 客户级别",
    ),
    (Field::Business, "business description 业务 主营业务 descripción beschreibung"),
    (Field::SpecialNeeds, "specialneeds 特殊需求"),
    (
        Field::Background,
        "background city billingcity billingstate billingcountry country website site ownership \
         numberofemployees employees annualrevenue revenue yearestablished officelocation \
         subsidiaryof address leadsource source lifecyclestage stage \
         背景 城市 地址 来源 客户来源 网站 备注 客户状态 员工人数 qq",
    ),
    (Field::ContactName, "contact contactname primarycontact contactperson 联系人 联系人姓名"),
    (Field::Email, "email emailaddress emails 邮箱 电子邮件 电子邮箱 correoelectrónico"),
    (Field::Phone, "phone phonenumber telephone 电话 联系电话 座机 teléfono telefon"),
    (Field::Mobile, "mobile mobilephone mobilephonenumber cellphone 手机 手机号 手机号码 móvil"),
    (Field::Wechat, "wechat 微信 微信号"),
    (
        Field::Staff,
        "staff owner.id ownerid owner accountowner.id accountowner companyowner clientowner \
         负责人 归属人 所有人 responsable",
    ),
    (
        Field::CreatedAt,
        "since createddate createdtime createdat createdate created \
         建档日期 创建时间 创建日期 fechadecreación creada",
    ),
];

const CONTACTS: &[(Field, &str)] = &[
    (Field::Id, "id recordid contactid 记录id 编号 联系人编号"),
    (
        Field::ClientId,
        "clientid accountname.id account.id accountid companyid customerid company.id \
         associatedcompanyid primaryassociatedcompanyid 客户编号 公司编号",
    ),
    (
        Field::ClientName,
        "client clientname accountname account companyname company customername customer \
         associatedcompany primaryassociatedcompany 客户 客户名称 所属客户 公司名称 公司 empresa",
    ),
    (Field::Name, "name fullname contactname contact 名称 姓名 联系人 联系人姓名 nombrecompleto"),
    (Field::FirstName, "firstname givenname 名 nombre vorname prénom"),
    (Field::LastName, "lastname familyname surname 姓 姓氏 apellidos nachname nom"),
    (Field::Role, "role buyingrole 角色"),
    (Field::Email, "email emailaddress emails 邮箱 电子邮件 电子邮箱 correoelectrónico"),
    (Field::Phone, "phone phonenumber telephone 电话 联系电话 座机 teléfono telefon"),
    (Field::Mobile, "mobile mobilephone mobilephonenumber cellphone 手机 手机号 手机号码 móvil"),
    (Field::Wechat, "wechat 微信 微信号"),
    (Field::Post, "address mailingaddress postaladdress 地址 通讯地址 dirección"),
    (Field::Birthday, "birthday birthdate dateofbirth 生日 出生日期"),
    (Field::Language, "language preferredlanguage 语言 idioma sprache"),
    (Field::Zone, "timezone zone 时区"),
    (
        Field::CreatedAt,
        "since createddate createdtime createdat createdate created 建档日期 创建时间 创建日期",
    ),
];

const INTERACTIONS: &[(Field, &str)] = &[
    (Field::Id, "id taskid issuekey recordid interactionid 记录id 编号 clavedeincidencia"),
    (
        Field::ClientId,
        "clientid accountname.id account.id accountid relatedto.id customerid companyid 客户编号",
    ),
    (
        Field::ClientName,
        "client clientname accountname account companyname company customername customer \
         relatedto 客户 客户名称 公司名称 公司",
    ),
    (Field::Email, "email contactemail whocontactemail 邮箱 联系人邮箱"),
    (
        Field::At,
        "time at timestamp date activitydate startdatetime starttime completetimestamp \
         completedat createdtime createddate createdat created 时间 日期 沟通时间 跟进时间 \
         拜访时间 最近沟通时间 创建时间 creada",
    ),
    (
        Field::EndedAt,
        "ended endedat end enddatetime endtime finisheddate resolved 结束时间 resuelta",
    ),
    (Field::Kind, "kind type activitytype 类型 活动类型"),
    (Field::Channel, "channel 方式 沟通方式 跟进方式"),
    (Field::Direction, "direction 方向 calldirection"),
    (Field::Subject, "subject title summary name activity activityid task 主题 标题 resumen"),
    (
        Field::Body,
        "text body description notes content minutes comments 内容 沟通内容 跟进内容 跟进记录 \
         纪要 备注 descripción",
    ),
    (Field::Promise, "promised promises 承诺"),
    (Field::Next, "nextsteps nextstep 下一步 下一步计划"),
    (Field::FollowUp, "followup nextfollowup duedate 下次跟进时间 跟进日期 fechadevencimiento"),
    (Field::Thread, "thread threadid conversation caseid project projectname projects 会话"),
    (
        Field::Staff,
        "staff assigneeemail assigneeid assignee assignedto owner.id ownerid owner createdby.id \
         createdby creatorid creator reporter 负责人 跟进人 归属人 创建人 personaasignada",
    ),
];

const TRANSACTIONS: &[(Field, &str)] = &[
    (
        Field::Id,
        "id recordid 记录id 编号 transactionid orderid ordernumber orderno invoiceid invoicenumber \
         paymentid dealid opportunityid 订单编号 订单号 销售订单编号 交易编号 单号 发票号 商机编号",
    ),
    (
        Field::ClientId,
        "clientid accountname.id account.id accountid companyid customerid company.id \
         associatedcompanyid primaryassociatedcompanyid 客户编号 公司编号",
    ),
    (
        Field::ClientName,
        "client clientname accountname account companyname company customername customer \
         associatedcompany primaryassociatedcompany billingname 客户 客户名称 公司名称 公司 买家",
    ),
    (Field::Kind, "kind transactiontype documenttype 类型 交易类型 单据类型"),
    (
        Field::At,
        "time at timestamp date orderdate invoicedate paymentdate transactiondate closedate \
         closingdate paidat processedat createdtime createddate createdat created 时间 日期 \
         下单时间 下单日期 订单日期 交易时间 交易日期 成交日期 成交时间 付款时间 付款日期 \
         结单日期 预计成交日期 创建时间",
    ),
    (Field::Stage, "stage dealstage stagename opportunitystage 阶段 商机阶段 销售阶段"),
    (Field::Currency, "currency currencycode currencyisocode 币种 货币"),
    (Field::Line, "line linenumber lineno lineitem 行号"),
    (
        Field::Item,
        "item product productname itemname lineitemname sku service name dealname opportunityname \
         商品 商品名称 产品 产品名称 品名 服务 商机名称",
    ),
    (Field::LineKind, "linekind itemtype 行类型"),
    (Field::Category, "category productcategory series 品类 类别 分类 产品分类"),
    (Field::Quantity, "quantity qty lineitemquantity 数量"),
    (Field::Unit, "unit uom 单位 计量单位"),
    (Field::Price, "price unitprice lineitemprice listprice salesprice 单价 销售单价"),
    (
        Field::Amount,
        "amount net netamount lineamount subtotal closevalue dealvalue 金额 净额 小计 不含税金额 \
         成交金额 付款金额 回款金额 退款金额 商机金额 销售金额 betrag importe",
    ),
    (Field::Tax, "tax taxes taxamount vat 税额 税金"),
    (
        Field::Total,
        "total grandtotal totalamount ordertotal 总额 总金额 合计 价税合计 含税金额 订单金额 \
         订单总额",
    ),
    (Field::Paid, "paid paidamount amountpaid 已付 已付金额 实付金额 已收金额"),
    (Field::Points, "points pointsused 积分 使用积分"),
    (Field::PointsValue, "pointsvalue pointsamount 积分抵扣 积分抵扣金额"),
    (
        Field::RefersTo,
        "refersto originalorder originalid refundof invoiceof paymentof relatedorder 原单号 \
         原订单号 关联订单 关联单号",
    ),
    (Field::Body, "text note notes memo description comments 内容 备注 说明 descripción"),
];
