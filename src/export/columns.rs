//! The tables and their columns: a contract with whoever reads them.

use super::{Column, Kind, Shape};

const fn column(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column { name, kind, nullable: false, about }
}

const fn maybe(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column { name, kind, nullable: true, about }
}

/// In every table, first: whose data it is.
macro_rules! table {
    ($name:literal, $about:literal, [$($own:expr),+ $(,)?]) => {
        Shape {
            name: $name,
            about: $about,
            columns: &[
                column("year", Kind::Whole, "rating year"),
                column("province", Kind::Word, "the superior's name, lower case without marks"),
                column("commune", Kind::Word, "the commune's name, likewise"),
                $($own),+
            ],
        }
    };
}

/// All tables in their order.
pub static TABLES: [Shape; 6] = [MEMBERS, BRANCHES, COLLECTIVES, DECISIONS, FINDINGS, FILES];

const RATINGS: &str = "excellent, good, satisfactory or unsatisfactory";

const MEMBERS: Shape = table!(
    "members",
    "a member on an accepted form, guests of other branches too",
    [
        column("branch", Kind::Word, "code of the branch"),
        column("row", Kind::Whole, "row of sheet 2 of the form as Excel counts it"),
        column("name", Kind::Text, "full name; masked: a key that joins"),
        maybe("birth", Kind::Day, "day of birth where the form has a whole date; masked: nothing"),
        maybe("birth_year", Kind::Whole, "year of birth; masked: nothing"),
        maybe(
            "birth_key",
            Kind::Text,
            "masked: a key of the date of birth that joins; else nothing"
        ),
        maybe("card", Kind::Text, "number of the party card, as typed; masked: a key that joins"),
        maybe("gender", Kind::Word, "male or female"),
        maybe("ethnicity", Kind::Word, "as typed"),
        maybe("admitted", Kind::Day, "day of admission, if whole"),
        maybe("official", Kind::Day, "day of full membership, if whole"),
        maybe("party_post", Kind::Text, "as typed; masked: nothing"),
        maybe("other_post", Kind::Text, "as typed; masked: nothing"),
        maybe("leader", Kind::Word, "none, committee or superior: who manages a leader"),
        maybe("self_form", Kind::Word, "the member's own form, a key of the profile"),
        maybe("role_group", Kind::Word, "group of similar role, as the workbook counts it"),
        column(
            "standing",
            Kind::Word,
            "rated, exempt, unrated or guest: under which number of the totals"
        ),
        maybe("eligibility", Kind::Word, "rated, new, exempt, suspended, temporary or other"),
        maybe("reviewed", Kind::Flag, "whether reviewed"),
        maybe("self_points", Kind::Decimal, "points the member gave, 0-100"),
        maybe("points", Kind::Decimal, "points the branch gave, 0-100"),
        maybe("tasks_done", Kind::Decimal, "tasks done, percent"),
        maybe("quarter_1", Kind::Word, RATINGS),
        maybe("quarter_2", Kind::Word, RATINGS),
        maybe("quarter_3", Kind::Word, RATINGS),
        maybe("quarter_4", Kind::Word, RATINGS),
        maybe("excellent_votes", Kind::Whole, "votes for excellent"),
        maybe("valid_votes", Kind::Whole, "valid votes of the meeting"),
        maybe("self_rating", Kind::Word, RATINGS),
        maybe("state_rating", Kind::Word, RATINGS),
        maybe("proposal", Kind::Word, RATINGS),
        maybe("ceiling", Kind::Word, "best rating that certain clauses allow"),
        maybe("ceiling_inferred", Kind::Word, "best rating that inferred clauses leave"),
        maybe("decided", Kind::Word, "what was decided, where decisions are in use"),
        maybe(
            "rating",
            Kind::Word,
            "the rating that counts: decided, else proposed; none unless rated"
        ),
        maybe("cause", Kind::Word, "main cause of an unsatisfactory rating, a key of the profile"),
        maybe("discipline", Kind::Word, "reprimand, warning, dismissal or expulsion"),
        maybe(
            "excellent_years",
            Kind::Whole,
            "years running with the best rating, as the form says"
        ),
    ]
);

const BRANCHES: Shape = table!(
    "branches",
    "a branch of the workspace",
    [
        column("branch", Kind::Word, "its code"),
        column("name", Kind::Text, "its name"),
        column("kind", Kind::Word, "its kind"),
        maybe("unit", Kind::Word, "code of the unit above it"),
        column("status", Kind::Word, "accepted, returned or missing; counts are of accepted ones"),
        maybe("file", Kind::Text, "path of its form in the workspace"),
        maybe("sha256", Kind::Text, "of that form"),
        maybe("expected", Kind::Whole, "members by the committee's roll"),
        maybe("members", Kind::Whole, "exempt + unrated + rated"),
        maybe("exempt", Kind::Whole, "members exempt"),
        maybe("unrated", Kind::Whole, "members not rated"),
        maybe("rated", Kind::Whole, "the sum of the four ratings"),
        maybe("excellent", Kind::Whole, "members"),
        maybe("good", Kind::Whole, "members"),
        maybe("satisfactory", Kind::Whole, "members"),
        maybe("unsatisfactory", Kind::Whole, "members"),
        maybe("self_rating", Kind::Word, RATINGS),
        maybe("proposal", Kind::Word, RATINGS),
        maybe("ceiling", Kind::Word, "best rating that certain clauses allow"),
        maybe("ceiling_inferred", Kind::Word, "best rating that inferred clauses leave"),
        maybe("decided", Kind::Word, "what was decided, where decisions are in use"),
    ]
);

const COLLECTIVES: Shape = table!(
    "collectives",
    "a collective on an accepted form, the branch's own row too",
    [
        column("branch", Kind::Word, "code of the branch"),
        column("place", Kind::Whole, "place on sheet 3, from 1"),
        column("name", Kind::Text, "its name"),
        maybe("kind", Kind::Word, "branch, branch-committee or leadership"),
        maybe("tasks_done", Kind::Decimal, "tasks done, percent"),
        maybe("self_rating", Kind::Word, RATINGS),
        maybe("proposal", Kind::Word, RATINGS),
        maybe("ceiling", Kind::Word, "best rating that certain clauses allow"),
        maybe("ceiling_inferred", Kind::Word, "best rating that inferred clauses leave"),
        maybe("decided", Kind::Word, "what was decided, where decisions are in use"),
    ]
);

const DECISIONS: Shape = table!(
    "decisions",
    "a decision on a member, a collective, a branch or a unit; one that a later one replaced too",
    [
        column("branch", Kind::Word, "code of the branch, of a unit its own"),
        column("subject", Kind::Word, "member, collective, branch or unit"),
        maybe("row", Kind::Whole, "of a member: as in members"),
        maybe("place", Kind::Whole, "of a collective: as in collectives"),
        column("standing", Kind::Flag, "false where a later decision replaced it"),
        column("rating", Kind::Word, RATINGS),
        column("authority", Kind::Word, "code of the body that decides"),
        column("body", Kind::Text, "the body as the paper names it"),
        maybe("number", Kind::Text, "number of the paper"),
        maybe("date", Kind::Day, "its date"),
        maybe("reason", Kind::Text, "why it is not the proposal; masked: nothing"),
        column("file", Kind::Text, "file that it was read from"),
    ]
);

const FINDINGS: Shape = table!(
    "findings",
    "a finding, in the order of the report",
    [
        column("number", Kind::Whole, "from 1"),
        column("code", Kind::Word, "its code, stable"),
        column("name", Kind::Word, "its name, stable"),
        column("severity", Kind::Word, "error, warning or notice"),
        column("waived", Kind::Flag, "whether a person let it through"),
        maybe("branch", Kind::Word, "code of the branch"),
        maybe("file", Kind::Text, "path in the workspace"),
        maybe("sheet", Kind::Text, "the sheet"),
        maybe("cell", Kind::Text, "the cell as Excel names it"),
        maybe("member", Kind::Text, "name of the member or collective; masked: a key that joins"),
        maybe("clause", Kind::Text, "the clause behind it"),
    ]
);

const FILES: Shape = table!(
    "files",
    "a file of the inbox",
    [
        column("path", Kind::Text, "path in the workspace"),
        column("status", Kind::Word, "accepted, returned, ignored or unreadable"),
        maybe("branch", Kind::Word, "code of its branch"),
        maybe("sha256", Kind::Text, "of its content"),
    ]
);
