//! The box in which something is asked to be approved, and is approved.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use sonae_app::plans::{Plan, PlanApprovalError, approve_plan, ask_for_plan, plan_content};
use sonae_app::reporting::approvals::{Standing, state};
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::facts::Facts;

use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::say;
use crate::signed::Signed;
use crate::state::Web;

/// The box.
pub(super) struct ApprovalBox {
    pub(super) what: &'static str,
    pub(super) key: String,
    pub(super) label: String,
    pub(super) digest: String,
    /// Chip and its word
    pub(super) chip: (&'static str, String),
    /// Who and when, in words
    pub(super) words: String,
    /// What was written beside it
    pub(super) comment: String,
    pub(super) may_ask: bool,
    pub(super) may_give: bool,
}

impl ApprovalBox {
    /// The box of a plan; `None` when there is no such plan.
    pub(super) async fn of(web: &Web, signed: &Signed, facts: &Facts, plan: &Plan) -> Result<Option<Self>, Failure> {
        let house = &web.house;
        let Some(content) = plan_content(house, facts, plan).await? else { return Ok(None) };
        let standing = state(house, plan.what(), plan.key(), &content.digest).await?;
        let day = |day: Option<jiff::civil::Date>| day.map(html::date).unwrap_or_default();
        let chip = |kind, key: &str| (kind, text(key, &[]));
        let (chip, words, comment) = match &standing {
            Standing::None => (chip("open", "plans-approval-none"), String::new(), String::new()),
            Standing::Asked(approval) => {
                let args = [("date", day(approval.asked_on)), ("name", approval.asked_by.clone())];
                (chip("old", "plans-approval-asked"), words("plans-approval-asked-by", &args), approval.request.clone())
            }
            Standing::Approved(approval) => {
                let args = [("date", day(approval.on)), ("name", approval.approved_by.clone())];
                (chip("yes", "plans-approval-given"), words("plans-approval-given-by", &args), approval.comment.clone())
            }
            Standing::Void(approval) => {
                let args = [("date", day(approval.on.or(approval.asked_on))), ("name", approval.approved_by.clone())];
                let key = if approval.is_given() { "plans-approval-void-by" } else { "plans-approval-void-asked" };
                (chip("no", "plans-approval-void"), words(key, &args), String::new())
            }
        };
        let open = !matches!(standing, Standing::Approved(_));
        Ok(Some(Self {
            what: plan.what(),
            key: plan.key().to_owned(),
            label: content.label,
            digest: content.digest,
            chip,
            words,
            comment,
            may_ask: open && signed.actor.may(Permission::EditPlans) && !matches!(standing, Standing::Asked(_)),
            may_give: open && signed.actor.may(Permission::Approve),
        }))
    }
}

fn words(key: &str, args: &[(&str, String)]) -> String {
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    text(key, &args)
}

/// Asks for approval, or approves.
pub(super) async fn decide(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let plan = Plan::named(fields.get("what"), fields.get("key")).ok_or(Failure::NotFound)?;
    let comment = fields.get("comment");
    let key = if fields.get("do") == "ask" {
        ask_for_plan(&web.house, &signed.actor, &plan, comment).await?;
        "plans-asked"
    } else {
        match approve_plan(&web.house, &signed.actor, &plan, fields.get("digest"), comment).await {
            Ok(()) => "plans-approved",
            Err(PlanApprovalError::Changed) => "plans-changed-meanwhile",
            Err(error) => return Err(error.into()),
        }
    };
    say(&signed.session, key, &[]).await?;
    let back = match plan {
        Plan::Bcp(_) => "/continuity",
        Plan::Regulation(_) => "/regulations",
        Plan::ContactTree => "/contacts",
    };
    Ok(Redirect::to(back).into_response())
}
