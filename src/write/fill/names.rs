//! The names that a placeholder may have: one table, from which placeholders are
//! filled and explained. What each means stands in `src/words/fill.toml`.

use crate::model::Rating;
use crate::tables::{disciplined, unit_kind};

use super::decided;
use super::values::{self, BranchGet, CollectiveGet, DecisionGet, PersonGet, UnitGet, WholeGet};

/// What a row is repeated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum List {
    /// Every member, guests aside.
    Member,
    /// Members rated excellent.
    Excellent,
    /// Members who fail or were disciplined.
    Failing,
    /// Members who are exempt or not rated.
    Unrated,
    /// Every branch of the workspace.
    Branch,
    /// Every collective of the accepted branches.
    Collective,
    /// Every đảng bộ between the commune and its branches.
    Unit,
    /// Every paper by which ratings were decided.
    Decision,
}

impl List {
    /// Every list.
    pub(crate) const ALL: [Self; 8] = [
        Self::Member,
        Self::Excellent,
        Self::Failing,
        Self::Unrated,
        Self::Branch,
        Self::Collective,
        Self::Unit,
        Self::Decision,
    ];

    /// What stands before the dot, and the same in Vietnamese.
    pub(crate) const fn prefix(self) -> (&'static str, &'static str) {
        match self {
            Self::Member => ("member", "dang_vien"),
            Self::Excellent => ("excellent", "xuat_sac"),
            Self::Failing => ("failing", "khong_hoan_thanh"),
            Self::Unrated => ("unrated", "chua_xep_loai"),
            Self::Branch => ("branch", "chi_bo"),
            Self::Collective => ("collective", "tap_the"),
            Self::Unit => ("unit", "dang_bo_truc_thuoc"),
            Self::Decision => ("decision", "quyet_dinh"),
        }
    }
}

/// A name, the same in Vietnamese, and how its value is got.
pub(crate) struct Field<G> {
    pub(super) name: &'static str,
    pub(super) alias: &'static str,
    pub(super) get: G,
}

const fn field<G>(name: &'static str, alias: &'static str, get: G) -> Field<G> {
    Field { name, alias, get }
}

/// What a placeholder names.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    Whole(&'static Field<WholeGet>),
    Person(List, &'static Field<PersonGet>),
    Branch(&'static Field<BranchGet>),
    Collective(&'static Field<CollectiveGet>),
    Unit(&'static Field<UnitGet>),
    Decision(&'static Field<DecisionGet>),
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())
    }
}

impl Source {
    /// The list that it goes through.
    pub(crate) fn list(self) -> Option<List> {
        match self {
            Self::Whole(_) => None,
            Self::Person(list, _) => Some(list),
            Self::Branch(_) => Some(List::Branch),
            Self::Collective(_) => Some(List::Collective),
            Self::Unit(_) => Some(List::Unit),
            Self::Decision(_) => Some(List::Decision),
        }
    }

    /// The name as it is told to people.
    pub(crate) fn name(self) -> String {
        let own = match self {
            Self::Whole(it) => return it.name.to_owned(),
            Self::Person(_, it) => it.name,
            Self::Branch(it) => it.name,
            Self::Collective(it) => it.name,
            Self::Unit(it) => it.name,
            Self::Decision(it) => it.name,
        };
        let prefix = self.list().map_or("", |it| it.prefix().0);
        format!("{prefix}.{own}")
    }

    fn alias(self) -> String {
        let own = match self {
            Self::Whole(it) => return it.alias.to_owned(),
            Self::Person(_, it) => it.alias,
            Self::Branch(it) => it.alias,
            Self::Collective(it) => it.alias,
            Self::Unit(it) => it.alias,
            Self::Decision(it) => it.alias,
        };
        let prefix = self.list().map_or("", |it| it.prefix().1);
        format!("{prefix}.{own}")
    }
}

/// Every name, in the order in which they are explained.
pub(super) fn all() -> impl Iterator<Item = Source> {
    let whole = WHOLE.iter().map(Source::Whole);
    let branch = BRANCH.iter().map(Source::Branch);
    let of_persons = |list| PERSON.iter().map(move |it| Source::Person(list, it));
    let persons = [List::Member, List::Excellent, List::Failing, List::Unrated];
    let collective = COLLECTIVE.iter().map(Source::Collective);
    let unit = UNIT.iter().map(Source::Unit);
    let decision = DECISION.iter().map(Source::Decision);
    whole
        .chain(branch)
        .chain(persons.into_iter().flat_map(of_persons))
        .chain(collective)
        .chain(unit)
        .chain(decision)
}

/// What a name as typed means; case, `-` for `_` and blanks do not matter.
pub(crate) fn find(typed: &str) -> Option<Source> {
    let name = folded(typed);
    all().find(|it| it.name() == name || it.alias() == name)
}

/// The known name nearest to one that is not known.
pub(crate) fn nearest(typed: &str) -> Option<String> {
    let names: Vec<String> = all().flat_map(|it| [it.name(), it.alias()]).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    crate::file_errors::nearest(&folded(typed), &names)
}

fn folded(typed: &str) -> String {
    let lower = typed.trim().to_lowercase().replace('-', "_");
    let words: Vec<&str> = lower.split_whitespace().collect();
    words.join("_").replace("_._", ".").replace("_.", ".").replace("._", ".")
}

/// A name as it is explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The name, with the list before the dot.
    pub name: String,
    /// The same in Vietnamese.
    pub alias: String,
    /// What stands before the dot; empty for a value of the whole workbook.
    pub list: &'static str,
    /// Its entry in the catalogue; lists of members share theirs.
    pub key: String,
}

/// Every placeholder, in the order of the manual.
pub fn explained() -> Vec<Explained> {
    let one = |it: Source| {
        let (list, key) = match it {
            Source::Whole(own) => ("", own.name.replace('.', "-")),
            Source::Person(list, own) => (list.prefix().0, format!("member-{}", own.name)),
            Source::Branch(own) => ("branch", format!("branch-{}", own.name)),
            Source::Collective(own) => ("collective", format!("collective-{}", own.name)),
            Source::Unit(own) => ("unit", format!("unit-{}", own.name)),
            Source::Decision(own) => ("decision", format!("decision-{}", own.name)),
        };
        let key = key.replace('_', "-");
        Explained { name: it.name(), alias: it.alias(), list, key }
    };
    all().map(one).collect()
}

static WHOLE: &[Field<WholeGet>] = &[
    field("year", "nam", values::year),
    field("committee", "dang_uy", |all, _| {
        values::text(values::workspace(all, |it| &it.committee))
    }),
    field("organization", "dang_bo", |all, _| {
        values::text(values::workspace(all, |it| &it.organization))
    }),
    field("superior", "cap_tren", |all, _| values::text(values::workspace(all, |it| &it.superior))),
    field("recipient", "noi_nhan", |all, _| {
        values::text(values::workspace(all, |it| &it.recipient))
    }),
    field("place", "dia_danh", |all, _| values::text(values::workspace(all, |it| &it.place))),
    field("total.branches", "tong.chi_bo", |_, results| values::count(results.branches.len())),
    field("total.accepted", "tong.chi_bo_dat", values::accepted),
    field("total.returned", "tong.chi_bo_tra_lai", values::returned),
    field("total.missing", "tong.chi_bo_chua_nop", values::missing),
    field("total.members", "tong.dang_vien", |_, it| values::number(it.total.members)),
    field("total.exempt", "tong.duoc_mien", |_, it| values::number(it.total.exempt)),
    field("total.unrated", "tong.chua_xep_loai", |_, it| values::number(it.total.unrated)),
    field("total.rated", "tong.da_xep_loai", |_, it| values::number(it.total.rated)),
    field("total.excellent", "tong.htxsnv", |_, it| values::number(it.total.ratings[0])),
    field("total.good", "tong.httnv", |_, it| values::number(it.total.ratings[1])),
    field("total.satisfactory", "tong.htnv", |_, it| values::number(it.total.ratings[2])),
    field("total.unsatisfactory", "tong.khtnv", |_, it| values::number(it.total.ratings[3])),
    field("total.excellent_share", "tong.ty_le_htxsnv", |_, it| values::share(&it.total, &[0])),
    field("total.good_share", "tong.ty_le_httnv", |_, it| values::share(&it.total, &[1])),
    field("total.satisfactory_share", "tong.ty_le_htnv", |_, it| values::share(&it.total, &[2])),
    field("total.unsatisfactory_share", "tong.ty_le_khtnv", |_, it| values::share(&it.total, &[3])),
    field("total.good_or_better_share", "tong.ty_le_httnv_tro_len", |_, it| {
        values::share(&it.total, &[0, 1])
    }),
    field("total.disciplined", "tong.ky_luat", |_, it| values::number(disciplined(&it.branches))),
    field("total.quota_limit", "tong.han_muc", |_, it| values::number(it.quota.limit)),
    field("total.quota_base", "tong.co_so_han_muc", |_, it| values::number(it.quota.base)),
    field("total.five_years", "tong.nam_nam_lien", decided::awarded),
    field("total.summoned", "tong.trieu_tap", |_, it| decided::info_sum(it, |info| &info.summoned)),
    field("total.present", "tong.co_mat", |_, it| decided::info_sum(it, |info| &info.present)),
    field("total.ballots_issued", "tong.phieu_phat_ra", |_, it| {
        decided::info_sum(it, |info| &info.ballots_issued)
    }),
    field("total.ballots_collected", "tong.phieu_thu_ve", |_, it| {
        decided::info_sum(it, |info| &info.ballots_collected)
    }),
    field("total.ballots_valid", "tong.phieu_hop_le", |_, it| {
        decided::info_sum(it, |info| &info.ballots_valid)
    }),
    field("total.ballots_invalid", "tong.phieu_khong_hop_le", |_, it| {
        decided::info_sum(it, |info| &info.ballots_invalid)
    }),
    field("total.branches_excellent", "tong.chi_bo_htxsnv", |_, it| {
        decided::branches_rated(it, Rating::Excellent)
    }),
    field("total.branches_good", "tong.chi_bo_httnv", |_, it| {
        decided::branches_rated(it, Rating::Good)
    }),
    field("total.branches_satisfactory", "tong.chi_bo_htnv", |_, it| {
        decided::branches_rated(it, Rating::Satisfactory)
    }),
    field("total.branches_unsatisfactory", "tong.chi_bo_khtnv", |_, it| {
        decided::branches_rated(it, Rating::Unsatisfactory)
    }),
    field("total.collectives", "tong.tap_the", |_, it| decided::collectives(it)),
    field("regulation", "quy_dinh", decided::regulation),
    field("draft", "du_thao", decided::draft),
    field("issuer.above", "co_quan.cap_tren", |all, _| decided::issuer(all, |it| &it.above)),
    field("issuer.name", "co_quan.ten", |all, _| decided::issuer(all, |it| &it.name)),
    field("issuer.body", "co_quan.tap_the", |all, _| decided::issuer(all, |it| &it.body)),
    field("signature.on_behalf", "ky.thay_mat", |all, _| decided::issuer(all, |it| &it.on_behalf)),
    field("signature.post", "ky.chuc_vu", |all, _| decided::issuer(all, |it| &it.post)),
    field("signature.name", "ky.ho_ten", |all, _| decided::issuer(all, |it| &it.signer)),
];

static BRANCH: &[Field<BranchGet>] = &[
    field("number", "stt", |_, it| values::number(it.number)),
    field("code", "ma", |_, it| values::text(&it.result.branch.code)),
    field("name", "ten", |_, it| values::text(&it.result.branch.name)),
    field("kind", "loai_hinh", |all, it| {
        values::text(all.commune.regime().branch_kind(&it.result.branch.kind))
    }),
    field("contact", "lien_he", |_, it| {
        values::text(it.result.branch.contact.as_deref().unwrap_or_default())
    }),
    field("secretary", "bi_thu", |_, it| values::info(it, |info| &info.secretary)),
    field("deputy", "pho_bi_thu", |_, it| values::info(it, |info| &info.deputy)),
    field("preparer", "nguoi_lap", |_, it| values::info(it, |info| &info.preparer)),
    field("phone", "dien_thoai", |_, it| values::info(it, |info| &info.phone)),
    field("meeting", "ngay_hop", |_, it| values::info_date(it, |info| &info.meeting)),
    field("members", "dang_vien", |_, it| values::tally(it, |tally| tally.members)),
    field("official", "chinh_thuc", |_, it| values::info_count(it, |info| &info.official)),
    field("probationary", "du_bi", |_, it| values::info_count(it, |info| &info.probationary)),
    field("female", "nu", |_, it| values::info_count(it, |info| &info.female)),
    field("ethnic", "dan_toc_thieu_so", |_, it| values::info_count(it, |info| &info.ethnic)),
    field("exempt", "duoc_mien", |_, it| values::tally(it, |tally| tally.exempt)),
    field("unrated", "chua_xep_loai", |_, it| values::tally(it, |tally| tally.unrated)),
    field("rated", "da_xep_loai", |_, it| values::tally(it, |tally| tally.rated)),
    field("excellent", "htxsnv", |_, it| values::tally(it, |tally| tally.ratings[0])),
    field("good", "httnv", |_, it| values::tally(it, |tally| tally.ratings[1])),
    field("satisfactory", "htnv", |_, it| values::tally(it, |tally| tally.ratings[2])),
    field("unsatisfactory", "khtnv", |_, it| values::tally(it, |tally| tally.ratings[3])),
    field("excellent_share", "ty_le_htxsnv", |_, it| values::branch_share(it, &[0])),
    field("good_share", "ty_le_httnv", |_, it| values::branch_share(it, &[1])),
    field("satisfactory_share", "ty_le_htnv", |_, it| values::branch_share(it, &[2])),
    field("unsatisfactory_share", "ty_le_khtnv", |_, it| values::branch_share(it, &[3])),
    field("good_or_better_share", "ty_le_httnv_tro_len", |_, it| values::branch_share(it, &[0, 1])),
    field("disciplined", "ky_luat", |_, it| {
        it.result.tally().map_or(values::Value::Empty, |_| {
            values::number(disciplined(std::slice::from_ref(it.result)))
        })
    }),
    field("self_rating", "tu_xep_loai", |all, it| values::branch_rating(all, it, |own| own.own)),
    field("proposal", "de_nghi", |all, it| values::branch_rating(all, it, |own| own.proposal)),
    field("ceiling", "muc_cao_nhat", |all, it| {
        values::branch_rating(all, it, |own| own.ceiling.map(|it| it.certain))
    }),
    field("note", "ghi_chu", values::branch_note),
    field("summoned", "trieu_tap", |_, it| values::info_count(it, |info| &info.summoned)),
    field("present", "co_mat", |_, it| values::info_count(it, |info| &info.present)),
    field("ballots_issued", "phieu_phat_ra", |_, it| {
        values::info_count(it, |info| &info.ballots_issued)
    }),
    field("ballots_collected", "phieu_thu_ve", |_, it| {
        values::info_count(it, |info| &info.ballots_collected)
    }),
    field("ballots_valid", "phieu_hop_le", |_, it| {
        values::info_count(it, |info| &info.ballots_valid)
    }),
    field("ballots_invalid", "phieu_khong_hop_le", |_, it| {
        values::info_count(it, |info| &info.ballots_invalid)
    }),
    field("rating", "muc_xep_loai", |all, it| decided::rating(all, decided::counted(it.result))),
    field("rating_full", "muc_xep_loai_day_du", |all, it| {
        decided::in_full(all, decided::counted(it.result))
    }),
    field("form", "phieu", |_, it| decided::form_of(it)),
];

static PERSON: &[Field<PersonGet>] = &[
    field("number", "stt", |_, _, number| values::number(number)),
    field("name", "ho_ten", |_, it, _| values::text(it.member.name)),
    field("birth", "ngay_sinh", |_, it, _| values::date(it.member.birth)),
    field("birth_year", "nam_sinh", |_, it, _| values::birth_year(it)),
    field("gender", "gioi_tinh", values::column!(Gender)),
    field("ethnicity", "dan_toc", values::column!(Ethnicity)),
    field("party_post", "chuc_vu_dang", |_, it, _| values::text(it.member.party_post)),
    field("other_post", "chuc_vu_khac", |_, it, _| values::text(it.member.other_post)),
    field("posts", "chuc_vu", values::column!(Posts)),
    field("posts_and_branch", "chuc_vu_va_chi_bo", values::column!(PostsAndBranch)),
    field("branch", "chi_bo", values::column!(Branch)),
    field("branch_code", "ma_chi_bo", |_, it, _| values::text(&it.branch.branch.code)),
    field("admitted", "ngay_vao_dang", |_, it, _| values::date(it.member.admitted)),
    field("official", "ngay_chinh_thuc", |_, it, _| values::date(it.member.official)),
    field("card", "so_the", values::column!(Card)),
    field("eligibility", "dien_danh_gia", values::eligibility),
    field("tasks_done", "ty_le_nhiem_vu", |_, it, _| values::percent(it.member.tasks_done)),
    field("self_points", "diem_tu_cham", |_, it, _| values::points(it, it.member.self_points)),
    field("general_points", "diem_tieu_chi_chung", |_, it, _| {
        values::points(it, it.member.points[0])
    }),
    field("task_points", "diem_nhiem_vu", |_, it, _| values::points(it, it.member.points[1])),
    field("points", "diem", |_, it, _| values::points(it, it.member.points[2])),
    field("group", "nhom", values::column!(Group)),
    field("quarters", "cac_quy", values::column!(Quarters)),
    field("self_rating", "tu_xep_loai", values::column!(SelfRating)),
    field("state_rating", "xep_loai_cong_chuc", values::column!(StateRating)),
    field("proposal", "xep_loai", values::column!(Rating)),
    field("proposal_full", "xep_loai_day_du", values::rating_in_full),
    field("excellent_mark", "danh_dau_htxsnv", |all, it, _| values::mark(all, it, 0)),
    field("good_mark", "danh_dau_httnv", |all, it, _| values::mark(all, it, 1)),
    field("satisfactory_mark", "danh_dau_htnv", |all, it, _| values::mark(all, it, 2)),
    field("unsatisfactory_mark", "danh_dau_khtnv", |all, it, _| values::mark(all, it, 3)),
    field("ceiling", "muc_cao_nhat", values::column!(Ceiling)),
    field("votes", "phieu_htxsnv", values::column!(Votes)),
    field("excellent_years", "so_nam_htxsnv", values::column!(ExcellentYears)),
    field("reason", "ly_do", values::column!(Reason)),
    field("discipline", "ky_luat", values::column!(Discipline)),
    field("discipline_decision", "quyet_dinh_ky_luat", values::column!(DisciplineDecision)),
    field("cause", "nguyen_nhan", values::column!(Cause)),
    field("exempt_mark", "danh_dau_duoc_mien", values::column!(Exempt)),
    field("not_reviewed_mark", "danh_dau_chua_kiem_diem", values::column!(NotReviewed)),
    field("not_rated_mark", "danh_dau_chua_xep_loai", values::column!(NotRated)),
    field("why", "vi_sao_chua_xep_loai", values::why),
    field("note", "ghi_chu", values::column!(Note)),
    field("rating", "muc_xep_loai", |all, it, _| decided::rating(all, it.rating())),
    field("rating_full", "muc_xep_loai_day_du", |all, it, _| decided::in_full(all, it.rating())),
    field("excellent_votes", "so_phieu_htxsnv", |_, it, _| decided::votes(it, Rating::Excellent)),
    field("good_votes", "so_phieu_httnv", |_, it, _| decided::votes(it, Rating::Good)),
    field("satisfactory_votes", "so_phieu_htnv", |_, it, _| {
        decided::votes(it, Rating::Satisfactory)
    }),
    field("unsatisfactory_votes", "so_phieu_khtnv", |_, it, _| {
        decided::votes(it, Rating::Unsatisfactory)
    }),
    field("five_years", "nam_nam_lien", |all, it, _| decided::award_mark(all, it)),
];

static COLLECTIVE: &[Field<CollectiveGet>] = &[
    field("number", "stt", |_, it| values::number(it.number)),
    field("name", "ten", |_, it| values::text(it.listed.collective.name)),
    field("kind", "loai", values::collective_kind),
    field("branch", "chi_bo", |_, it| values::text(&it.listed.branch.branch.name)),
    field("tasks_done", "ty_le_nhiem_vu", |_, it| values::percent(it.listed.collective.tasks_done)),
    field("self_rating", "tu_xep_loai", |all, it| {
        values::rating(all, it.listed.collective.self_rating)
    }),
    field("proposal", "de_nghi", |all, it| values::rating(all, it.listed.collective.proposal)),
    field("ceiling", "muc_cao_nhat", |all, it| {
        values::rating(all, it.listed.collective.allowed.map(|it| it.certain))
    }),
    field("reason", "ly_do", |_, it| values::text(it.listed.collective.reason)),
    field("note", "ghi_chu", values::collective_note),
    field("rating", "muc_xep_loai", |all, it| decided::rating(all, it.listed.collective.counted())),
    field("rating_full", "muc_xep_loai_day_du", |all, it| {
        decided::in_full(all, it.listed.collective.counted())
    }),
    field("is_branch", "la_chi_bo", decided::branch_mark),
];

static UNIT: &[Field<UnitGet>] = &[
    field("number", "stt", |_, _, number| values::number(number)),
    field("code", "ma", |_, it, _| values::text(&it.unit.code)),
    field("name", "ten", |_, it, _| values::text(&it.unit.name)),
    field("kind", "loai", |all, it, _| values::text(unit_kind(&all.commune, it.unit))),
    field("branches", "chi_bo", |_, it, _| values::count(it.unit.branches.len())),
    field("branches_excellent", "chi_bo_htxsnv", |_, it, _| values::number(it.ratings()[0])),
    field("branches_good", "chi_bo_httnv", |_, it, _| values::number(it.ratings()[1])),
    field("branches_satisfactory", "chi_bo_htnv", |_, it, _| values::number(it.ratings()[2])),
    field("branches_unsatisfactory", "chi_bo_khtnv", |_, it, _| values::number(it.ratings()[3])),
    field("rating", "muc_xep_loai", |all, it, _| decided::rating(all, it.decided())),
    field("rating_full", "muc_xep_loai_day_du", |all, it, _| decided::in_full(all, it.decided())),
];

static DECISION: &[Field<DecisionGet>] = &[
    field("number", "so", |it, _| values::text(&it.number)),
    field("date", "ngay", |it, _| values::date(it.date)),
    field("day", "ngay_trong_thang", |it, _| decided::part_of_date(it, decided::day)),
    field("month", "thang", |it, _| decided::part_of_date(it, decided::month)),
    field("year", "nam", |it, _| decided::year(it)),
    field("body", "co_quan", |it, _| values::text(&it.body)),
];
