//! One page for each of the five questions.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use sonae_app::settings::Pattern;
use sonae_app::setup::{self, Answered, Draft, People, Question, Systems, Vendors, Who};
use sonae_app::words::{spelt, text};
use sonae_domain::facts::InstitutionKind;

use super::visitor::Visitor;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::state::Web;
use crate::wrong::Wrong;

/// Kinds of institutions, as records spell them.
pub(crate) const KINDS: &[&str] = &["hospital", "clinic", "dental", "birth-centre", "pharmacy"];
/// Leads to the first question without an answer.
const RESUME: &str = "resume";
/// More beds than any hospital has.
pub(crate) const MOST_BEDS: u32 = 9999;
/// Names are not longer.
pub(crate) const NAME: usize = 100;
/// Contracts that can be named at the first start.
const MOST_VENDORS: usize = 100;

#[derive(Template)]
#[template(path = "setup/question.html")]
struct QuestionPage {
    question: Question,
    draft: Draft,
    fields: Fields,
    wrong: Wrong,
}

impl QuestionPage {
    /// The question before; "" before the first.
    fn back(&self) -> &'static str {
        let before = self.question.number().checked_sub(2).and_then(|at| Question::ALL.get(at));
        before.map_or("", |question| question.as_str())
    }

    fn is_current(&self, question: &Question) -> bool {
        self.question == *question
    }

    fn is_done(&self, question: &Question) -> bool {
        self.draft.is_answered(*question)
    }

    /// Whether a field says this.
    fn is(&self, field: &str, value: &str) -> bool {
        self.fields.get(field) == value
    }

    fn is_pharmacy(&self) -> bool {
        self.draft.kind() == InstitutionKind::Pharmacy
    }

    /// What each pair of answers to the fourth question means.
    fn patterns() -> [(&'static str, &'static str, Pattern); 4] {
        [("no", "yes", Pattern::I), ("yes", "yes", Pattern::Ii), ("no", "no", Pattern::Iii), ("yes", "no", Pattern::Iv)]
    }
}

fn question_of(name: &str) -> Result<Question, Failure> {
    Question::ALL.iter().copied().find(|question| question.as_str() == name).ok_or(Failure::NotFound)
}

/// Shows a question with what was answered before.
pub(super) async fn ask(State(web): State<Web>, _: Visitor, Path(name): Path<String>) -> Result<Response, Failure> {
    let draft = setup::draft(&web.house).await?;
    if name == RESUME {
        let open = draft.open_question().map_or("user", Question::as_str);
        return Ok(Redirect::to(&format!("/setup/{open}")).into_response());
    }
    let question = question_of(&name)?;
    let fields = known(question, &draft);
    html::show(&QuestionPage { question, draft, fields, wrong: Wrong::default() })
}

/// Keeps an answer and goes on to the next question without one.
pub(super) async fn keep(State(web): State<Web>, _: Visitor, Path(name): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let question = question_of(&name)?;
    match read(question, &fields) {
        Ok(answer) => {
            let draft = setup::answer_question(&web.house, answer).await?;
            let next = question.next().filter(|next| !draft.is_answered(*next)).or_else(|| draft.open_question());
            Ok(Redirect::to(&next.map_or("/setup/user".to_owned(), |next| format!("/setup/{}", next.as_str()))).into_response())
        }
        Err(wrong) => {
            let draft = setup::draft(&web.house).await?;
            html::show_again(&QuestionPage { question, draft, fields, wrong })
        }
    }
}

/// What was answered before, as the form has it.
fn known(question: Question, draft: &Draft) -> Fields {
    let yes_no = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let pairs: Vec<(&str, String)> = match question {
        Question::Who => draft.who.as_ref().map_or_else(Vec::new, |who| {
            vec![
                ("name", who.name.clone()),
                ("kind", kind_word(who.kind)),
                ("director", who.director.clone()),
                ("prefecture", who.prefecture.clone()),
            ]
        }),
        Question::Beds => draft.beds.map_or_else(Vec::new, |beds| vec![("beds", beds.to_string())]),
        Question::People => draft.people.as_ref().map_or_else(Vec::new, |people| {
            vec![("safety", people.safety.clone()), ("planning", people.planning.clone()), ("operator", people.operator.clone())]
        }),
        Question::Systems => draft
            .systems
            .map_or_else(Vec::new, |systems| vec![("cloud", yes_no(systems.cloud)), ("dedicated", yes_no(systems.dedicated_staff))]),
        Question::Vendors => {
            draft.vendors.as_ref().map_or_else(Vec::new, |vendors| vec![("any", yes_no(vendors.any)), ("names", vendors.names.join("\n"))])
        }
    };
    Fields::new(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// How records spell a kind of institution.
pub(crate) fn kind_word(kind: InstitutionKind) -> String {
    spelt(&kind)
}

/// The kind that records spell so.
pub(crate) fn kind_of(word: &str) -> Option<InstitutionKind> {
    serde_json::from_value(word.into()).ok()
}

/// A number as people type it: full-width digits and a thousands separator are fine.
pub(crate) fn number(typed: &str) -> Option<u32> {
    sonae_domain::names::fold(typed).replace(',', "").parse().ok()
}

fn read(question: Question, fields: &Fields) -> Result<Answered, Wrong> {
    let mut wrong = Wrong::default();
    let answer = match question {
        Question::Who => who(fields, &mut wrong),
        Question::Beds => {
            let beds = number(fields.get("beds")).filter(|beds| *beds <= MOST_BEDS);
            if beds.is_none() {
                wrong.add("beds", "setup-wrong-beds", &[("most", &MOST_BEDS.to_string())]);
            }
            Answered::Beds(beds.unwrap_or_default())
        }
        Question::People => {
            for field in ["safety", "planning", "operator"] {
                wrong.too_long(field, fields.get(field), NAME);
            }
            let of = |field| fields.get(field).to_owned();
            Answered::People(People { safety: of("safety"), planning: of("planning"), operator: of("operator") })
        }
        Question::Systems => {
            for field in ["cloud", "dedicated"] {
                if !matches!(fields.get(field), "yes" | "no") {
                    wrong.add(field, "setup-wrong-systems", &[]);
                }
            }
            Answered::Systems(Systems { cloud: fields.get("cloud") == "yes", dedicated_staff: fields.get("dedicated") == "yes" })
        }
        Question::Vendors => vendors(fields, &mut wrong),
    };
    if wrong.is_empty() { Ok(answer) } else { Err(wrong) }
}

fn who(fields: &Fields, wrong: &mut Wrong) -> Answered {
    let kind = kind_of(fields.get("kind"));
    if kind.is_none() {
        wrong.add("kind", "setup-wrong-kind", &[]);
    }
    if fields.get("name").is_empty() {
        wrong.add("name", "setup-wrong-name", &[]);
    }
    for field in ["name", "director", "prefecture"] {
        wrong.too_long(field, fields.get(field), NAME);
    }
    let of = |field| fields.get(field).to_owned();
    Answered::Who(Who { name: of("name"), kind: kind.unwrap_or_default(), director: of("director"), prefecture: of("prefecture") })
}

fn vendors(fields: &Fields, wrong: &mut Wrong) -> Answered {
    let any = fields.get("any");
    let names: Vec<String> = fields.get("names").lines().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if !matches!(any, "yes" | "no") {
        wrong.add("any", "setup-wrong-vendors", &[]);
    } else if any == "yes" && names.is_empty() {
        wrong.add("names", "setup-wrong-vendor-names", &[]);
    }
    if names.iter().any(|name| name.chars().count() > NAME) || names.len() > MOST_VENDORS {
        wrong.add("names", "setup-wrong-too-long", &[("most", &NAME.to_string())]);
    }
    Answered::Vendors(Vendors { any: any == "yes", names: if any == "yes" { names } else { Vec::new() } })
}

/// The word for a kind of institution.
pub(crate) fn kind_label(kind: &str) -> String {
    text(&format!("setup-kind-{kind}"), &[])
}
