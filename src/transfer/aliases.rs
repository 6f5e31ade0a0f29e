//! The headers under which other systems export what the crate knows. Only facts: names of columns
//! as Salesforce, HubSpot, Zoho, Jira, Asana, 纷享销客 and Chinese spreadsheets write them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::field::{Field, Subject};

/// A header as it is compared: lower case, letters and digits only, as narrow and as plain as they are;
/// `.id` at the end stays, since `Account Name.id` and `Account Name` are two columns.
pub(super) fn key(header: &str) -> String {
    let text: String = header.chars().map(narrow).flat_map(char::to_lowercase).map(bare).collect();
    let text = text.trim_end_matches(|ch: char| !ch.is_alphanumeric());
    let (text, lookup) = match text.strip_suffix(".id") {
        Some(text) => (text, ".id"),
        None => (text, ""),
    };
    let mut key: String = text.chars().filter(|ch| ch.is_alphanumeric()).collect();
    key.push_str(lookup);
    key
}

/// Signs that Chinese keyboards set as wide as a Chinese character.
fn narrow(ch: char) -> char {
    let within = ('\u{FF01}'..='\u{FF5E}').contains(&ch);
    let narrow = || char::from_u32(u32::from(ch).checked_sub(0xFEE0)?);
    if within { narrow().unwrap_or(ch) } else { ch }
}

/// A letter without its accent: some programs write it as one character, some as two, and some people
/// not at all.
fn bare(ch: char) -> char {
    match ch {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        other => other,
    }
}

/// The field that a header names, and how far down its list it stands: where two headers name a
/// field that holds one value, the one further up is meant.
pub(super) fn find(subject: Subject, key: &str) -> Option<(Field, usize)> {
    INDEX.get(&(subject, key)).copied()
}

/// Which field a name of a subject means, and how far down its list the name stands.
type Index = HashMap<(Subject, &'static str), (Field, usize)>;

/// Every name, to be found at once.
static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = HashMap::new();
    for subject in Subject::ALL {
        for (field, names) in of(subject) {
            for (at, name) in names.split(' ').enumerate() {
                index.insert((subject, name), (*field, at));
            }
        }
    }
    index
});

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
        "id recordid 记录id 编号 客户编号 clientid customerid accountid companyid issuekey \
         客户id 公司id 客户编码 客户代码 accountnumber kundennummer numerodecuenta kontonummer numeroclient 顧客番号 取引先id \
         取引先番号 datensatzid idderegistro",
    ),
    (
        Field::Name,
        "name clientname accountname companyname customername account company client customer \
         organization organisation 名称 客户名称 客户 公司名称 公司 企业名称 单位名称 \
         nombredelacuenta nombredelaempresa firma kunde \
         客户名 客户全称 企业 单位 客戶名稱 客戶 公司名稱 kontoname firmenname unternehmen unternehmensname nomducompte nomdelentreprise entreprise societe cliente nombredelcliente nomedaconta nomedaempresa empresa 取引先名 会社名 顧客名 企業名",
    ),
    (Field::ClientKind, "kind 类别 类型"),
    (
        Field::Segment,
        "segment 级别 \
         客户分级 重要程度",
    ),
    (
        Field::Tag,
        "tags tag labels label industry sector type accounttype accountlevel etiquetas \
         标签 行业 客户行业 所属行业 客户类型 客户等级 客户级别 \
         客户分类 客户标签 行业类别 industria branche secteur secteurdactivite setor tipo typ 業種 業界 產業 標籤 行業 客戶類型 客戶等級",
    ),
    (
        Field::Business,
        "business description 业务 主营业务 descripcion beschreibung \
         业务描述 主营 描述 简介 説明",
    ),
    (Field::SpecialNeeds, "specialneeds 特殊需求"),
    (
        Field::Background,
        "background city billingcity billingstate billingcountry country website site ownership \
         numberofemployees employees annualrevenue revenue yearestablished officelocation \
         subsidiaryof address leadsource source lifecyclestage stage \
         背景 城市 地址 来源 客户来源 网站 备注 客户状态 员工人数 qq \
         省份 省 国家 国家地区 地区 区域 网址 官网 线索来源 客户来源渠道 注册资本 成立时间 公司规模 年营业额 邮编 countryregion stateregion ciudad paisregion",
    ),
    (
        Field::ContactName,
        "contact contactname primarycontact contactperson 联系人 联系人姓名 \
         主要联系人 首要联系人 聯絡人 ansprechpartner contacto",
    ),
    (
        Field::Email,
        "email emailaddress emails 邮箱 电子邮件 电子邮箱 correoelectronico \
         电邮 邮件 邮件地址 邮箱地址 電子郵件 email1 correo correodelcontacto mail courriel メール メールアドレス",
    ),
    (
        Field::Phone,
        "phone phonenumber telephone 电话 联系电话 座机 telefono telefon \
         电话号码 固定电话 办公电话 公司电话 電話 telefone telefonnummer numerodetelefono numerodetelephone 電話番号",
    ),
    (
        Field::Mobile,
        "mobile mobilephone mobilephonenumber cellphone 手机 手机号 手机号码 movil \
         移动电话 联系手机 手機 handy mobiltelefon celular portable 携帯電話",
    ),
    (Field::Wechat, "wechat 微信 微信号"),
    (
        Field::Staff,
        "staff owner.id ownerid owner accountowner.id accountowner companyowner clientowner \
         负责人 归属人 所有人 responsable \
         客户负责人 客户所有者 客户拥有者 所有者 拥有者 业务员 销售 销售负责人 负责销售 跟进人 負責人 kontoinhaber besitzer inhaber propietario propietariodelacuenta proprietaire 担当者 所有者id 取引先所有者",
    ),
    (
        Field::CreatedAt,
        "since createddate createdtime createdat createdate created \
         建档日期 创建时间 创建日期 fechadecreacion creada \
         创建于 录入时间 录入日期 登记时间 登记日期 注册时间 建立時間 建立日期 創建時間 fechadealta erstelltam erstellungsdatum creele datedecreation datadecriacao 作成日 作成日時",
    ),
];

const CONTACTS: &[(Field, &str)] = &[
    (
        Field::Id,
        "id recordid contactid 记录id 编号 联系人编号 \
         联系人id 联系人编码 datensatzid idderegistro",
    ),
    (
        Field::ClientId,
        "clientid accountname.id account.id accountid companyid customerid company.id \
         associatedcompanyid primaryassociatedcompanyid 客户编号 公司编号 \
         客户id 公司id associatedcompanyidsprimary associatedcompanyids 取引先id",
    ),
    (
        Field::ClientName,
        "client clientname accountname account companyname company customername customer \
         associatedcompanyprimary associatedcompany primaryassociatedcompany 客户 客户名称 所属客户 公司名称 公司 empresa \
         客户名 所属公司 公司名 单位 单位名称 客戶名稱 客戶 公司名稱 关联客户 nombredelacuenta nombredelaempresa kontoname firma unternehmen firmenname nomducompte entreprise societe 会社名 取引先名",
    ),
    (
        Field::Name,
        "name fullname contactname contact 名称 姓名 联系人 联系人姓名 nombrecompleto \
         聯絡人 全名 nombreyapellidos vollstandigername nomcomplet nomecompleto 氏名 担当者名",
    ),
    (
        Field::FirstName,
        "firstname givenname 名 nombre vorname prenom \
         名字 primernombre nome",
    ),
    (
        Field::LastName,
        "lastname familyname surname 姓 姓氏 apellidos nachname nom \
         apellido sobrenome familienname",
    ),
    (
        Field::Role,
        "role buyingrole 角色 \
         联系人角色 决策角色 buyingroles rol rolle 役割",
    ),
    (
        Field::Email,
        "email emailaddress emails 邮箱 电子邮件 电子邮箱 correoelectronico \
         电邮 邮件 邮件地址 邮箱地址 電子郵件 工作邮箱 email1 correo mail courriel メール メールアドレス",
    ),
    (
        Field::Phone,
        "phone phonenumber telephone 电话 联系电话 座机 telefono telefon \
         电话号码 固定电话 办公电话 工作电话 電話 telefone telefonnummer numerodetelefono numerodetelephone 電話番号",
    ),
    (
        Field::Mobile,
        "mobile mobilephone mobilephonenumber cellphone 手机 手机号 手机号码 movil \
         移动电话 联系手机 手機 handy mobiltelefon celular telephonemobile 携帯電話",
    ),
    (Field::Wechat, "wechat 微信 微信号"),
    (
        Field::Post,
        "address mailingaddress postaladdress 地址 通讯地址 direccion \
         联系地址 邮寄地址 direccionpostal adresse 住所",
    ),
    (
        Field::Birthday,
        "birthday birthdate dateofbirth 生日 出生日期 \
         生日日期 出生年月日 fechadenacimiento geburtsdatum geburtstag datedenaissance 誕生日 生年月日",
    ),
    (
        Field::Language,
        "language preferredlanguage 语言 idioma sprache \
         首选语言 idiomapreferido bevorzugtesprache langue 言語",
    ),
    (Field::Zone, "timezone zone 时区"),
    (
        Field::CreatedAt,
        "since createddate createdtime createdat createdate created 建档日期 创建时间 创建日期 \
         创建于 录入时间 录入日期 登记时间 建立時間 建立日期 創建時間 fechadecreacion creada fechadealta erstelltam erstellungsdatum creele datedecreation 作成日 作成日時",
    ),
];

const INTERACTIONS: &[(Field, &str)] = &[
    (
        Field::Id,
        "id taskid issuekey recordid interactionid 记录id 编号 clavedeincidencia \
         任务id 事务关键字 问题关键字 问题键 事务键 活动编号 记录编号 vorgangsschlussel schlussel clefdeticket cledeticket chave 課題キー キー",
    ),
    (
        Field::ClientId,
        "clientid accountname.id account.id accountid relatedto.id customerid companyid 客户编号 \
         客户id 公司id associatedcompanyidsprimary associatedcompanyids 取引先id",
    ),
    (
        Field::ClientName,
        "client clientname accountname account companyname company customername customer \
         relatedto 客户 客户名称 公司名称 公司 \
         客户名 关联客户 相关客户 单位名称 客戶名稱 客戶 公司名稱 nombredelacuenta nombredelaempresa kontoname firma unternehmen nomducompte entreprise societe 会社名 取引先名",
    ),
    (
        Field::Email,
        "email contactemail whocontactemail 邮箱 联系人邮箱 \
         电子邮箱 联系人邮件 correoelectronico",
    ),
    (
        Field::At,
        "time at timestamp date activitydate startdatetime starttime completetimestamp \
         completedat createdtime createddate createdat created 时间 日期 沟通时间 跟进时间 \
         拜访时间 最近沟通时间 创建时间 creada \
         活动时间 活动日期 开始时间 发生时间 联系时间 联系日期 沟通日期 拜访日期 记录时间 创建于 创建日期 已创建 完成于 時間 日期時間 fecha fechadecreacion hora datum zeit erstellt erstelltam datedecreation creele cree creado criado 作成日 作成日時 日時 datetime activitydatetime",
    ),
    (
        Field::EndedAt,
        "ended endedat end enddatetime endtime finisheddate resolved 结束时间 resuelta \
         结束日期 结束于 完成时间 解决时间 已解决 fechadefin enddatum erledigt resolu 解決日",
    ),
    (
        Field::Kind,
        "kind type activitytype 类型 活动类型 \
         活动方式 跟进类型 沟通类型 拜访类型 tipo typ tasktype",
    ),
    (
        Field::Channel,
        "channel 方式 沟通方式 跟进方式 \
         联系方式 沟通渠道 渠道 canal kanal",
    ),
    (Field::Direction, "direction 方向 calldirection"),
    (
        Field::Subject,
        "subject title summary name activity activityid task 主题 标题 resumen \
         概要 摘要 事项 活动主题 任务名称 任务 名称 主題 asunto zusammenfassung betreff resume objet sujet titulo 要約 件名",
    ),
    (
        Field::Body,
        "text body description notes content minutes comments 内容 沟通内容 跟进内容 跟进记录 \
         纪要 备注 descripcion \
         详情 活动内容 拜访内容 沟通记录 沟通纪要 拜访记录 描述 說明 内容描述 comentarios notas beschreibung notizen kommentar commentaires descricao 説明 メモ 備考 comment note",
    ),
    (Field::Promise, "promised promises 承诺"),
    (Field::Next, "nextsteps nextstep 下一步 下一步计划"),
    (
        Field::FollowUp,
        "followup nextfollowup duedate 下次跟进时间 跟进日期 fechadevencimiento \
         下次联系时间 下次沟通时间 截止日期 到期日 到期日期 nextactivitydate falligkeitsdatum fallig echeance datedecheance fechalimite 期限",
    ),
    (
        Field::Thread,
        "thread threadid conversation caseid project projectname projects 会话 \
         项目 项目名称 所属项目 商机 projekt proyecto projet nombredelproyecto",
    ),
    (
        Field::Staff,
        "staff assigneeemail assigneeid assignee assignedto owner.id ownerid owner createdby.id \
         createdby creatorid creator reporter 负责人 跟进人 归属人 创建人 personaasignada \
         经办人 受理人 执行者 执行人 报告人 业务员 销售 拜访人 记录人 所有者 拥有者 負責人 assignedtoname zugewieseneperson bearbeiter responsable assignea personneassignee 担当者 \
         reporterid iddelapersonaasignada creador iddelcreador informador iddelinformador",
    ),
];

const TRANSACTIONS: &[(Field, &str)] = &[
    (
        Field::Id,
        "id recordid 记录id 编号 transactionid orderid ordernumber orderno invoiceid invoicenumber \
         paymentid dealid opportunityid 订单编号 订单号 销售订单编号 交易编号 单号 发票号 商机编号 \
         订单id 交易id 发票编号 付款编号 退款单号 流水号 合同编号 订单编码 訂單編號 numerodepedido bestellnummer rechnungsnummer numerodecommande 注文番号",
    ),
    (
        Field::ClientId,
        "clientid accountname.id account.id accountid companyid customerid company.id \
         associatedcompanyid primaryassociatedcompanyid 客户编号 公司编号 \
         客户id 公司id associatedcompanyidsprimary associatedcompanyids 取引先id",
    ),
    (
        Field::ClientName,
        "client clientname accountname account companyname company customername customer \
         associatedcompanyprimary associatedcompany primaryassociatedcompany billingname 客户 客户名称 公司名称 公司 买家 \
         客户名 购买方 购方名称 买方 收货单位 客戶名稱 客戶 公司名稱 nombredelacuenta cliente kunde kontoname firma nomducompte clientfacture 会社名 顧客名 取引先名",
    ),
    (
        Field::Kind,
        "kind transactiontype documenttype 类型 交易类型 单据类型 \
         订单类型 tipo typ",
    ),
    (
        Field::At,
        "time at timestamp date orderdate invoicedate paymentdate transactiondate closedate \
         closingdate paidat processedat createdtime createddate createdat created 时间 日期 \
         下单时间 下单日期 订单日期 交易时间 交易日期 成交日期 成交时间 付款时间 付款日期 \
         结单日期 预计成交日期 创建时间 \
         开票日期 开票时间 收款日期 回款日期 支付时间 签约日期 合同日期 创建日期 訂單日期 fecha fechadepedido datum bestelldatum rechnungsdatum datedecommande 注文日",
    ),
    (
        Field::Stage,
        "stage dealstage stagename opportunitystage 阶段 商机阶段 销售阶段 \
         商机状态 赢单状态",
    ),
    (
        Field::Currency,
        "currency currencycode currencyisocode 币种 货币 \
         货币代码 币别 幣別 moneda wahrung devise 通貨",
    ),
    (Field::Line, "line linenumber lineno lineitem 行号"),
    (
        Field::Item,
        "item product productname itemname lineitemname sku service name dealname opportunityname \
         商品 商品名称 产品 产品名称 品名 服务 商机名称 \
         货品 货品名称 货物名称 项目名称 服务名称 服务项目 产品名 商品名 producto articulo produkt artikel produit article",
    ),
    (Field::LineKind, "linekind itemtype 行类型"),
    (
        Field::Category,
        "category productcategory series 品类 类别 分类 产品分类 \
         商品分类 商品类别 产品类别 categoria kategorie categorie",
    ),
    (
        Field::Quantity,
        "quantity qty lineitemquantity 数量 \
         件数 购买数量 订购数量 數量 cantidad menge anzahl quantite",
    ),
    (
        Field::Unit,
        "unit uom 单位 计量单位 \
         unidad einheit unite",
    ),
    (
        Field::Price,
        "price unitprice lineitemprice listprice salesprice 单价 销售单价 \
         价格 产品单价 不含税单价 單價 precio preciounitario preis einzelpreis stuckpreis prix prixunitaire",
    ),
    (
        Field::Amount,
        "amount net netamount lineamount subtotal closevalue dealvalue 金额 净额 小计 不含税金额 \
         成交金额 付款金额 回款金额 退款金额 商机金额 销售金额 betrag importe \
         小计金额 行金额 不含税总额 未税金额 金額 gesamtbetrag montant 支付金额 收款金额",
    ),
    (
        Field::Tax,
        "tax taxes taxamount vat 税额 税金 \
         税费 税 impuesto steuer mwst iva tva",
    ),
    (
        Field::Total,
        "total grandtotal totalamount ordertotal 总额 总金额 合计 价税合计 含税金额 订单金额 \
         订单总额 \
         应付总额 总价 总计 订单总价 合同金额 總額 importetotal gesamt gesamtsumme montanttotal",
    ),
    (
        Field::Paid,
        "paid paidamount amountpaid 已付 已付金额 实付金额 已收金额 \
         已收 已支付 已付款 已回款金额 pagado bezahlt paye",
    ),
    (
        Field::Points,
        "points pointsused 积分 使用积分 \
         积分数 使用积分数",
    ),
    (Field::PointsValue, "pointsvalue pointsamount 积分抵扣 积分抵扣金额"),
    (
        Field::RefersTo,
        "refersto originalorder originalid refundof invoiceof paymentof relatedorder 原单号 \
         原订单号 关联订单 关联单号 \
         原单编号 来源单号 原交易编号",
    ),
    (
        Field::Body,
        "text note notes memo description comments 内容 备注 说明 descripcion \
         摘要 订单备注 附注 notas bemerkung remarque 備考",
    ),
];
