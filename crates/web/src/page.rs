//! The frame around every page: who is here, which institution, what is in the menu, what was just done.

use jiff::civil::Date;
use sonae_app::actor::Actor;
use sonae_app::words::text;
use sonae_domain::access::Permission;
use tower_sessions::Session;

use crate::assets;
use crate::failure::Failure;
use crate::signed::Signed;
use crate::state::Web;

/// Key under which a session holds what is to be said on the next page.
const SAID: &str = "said";

/// The frame.
pub(crate) struct Page {
    /// Name of the institution
    pub(crate) institution: String,
    /// The day for which everything is decided
    pub(crate) today: Date,
    /// 令和7年度
    pub(crate) year: String,
    /// Whether the invented hospital is shown, which stands still on a day
    pub(crate) sample: bool,
    /// Which entry of the menu is open
    pub(crate) current: &'static str,
    /// What was just done
    pub(crate) said: Option<String>,
    /// Items of the institution's form that are not yet 「はい」
    pub(crate) open: usize,
    actor: Actor,
}

impl Page {
    /// The frame of a page of this area (`today`, `forms`, `ledgers` …).
    pub(crate) async fn new(web: &Web, signed: &Signed, current: &'static str) -> Result<Self, Failure> {
        let house = &web.house;
        let settings = house.settings().await?;
        let edition = house.edition().await?;
        let open = if signed.actor.may(Permission::ReadForms) {
            let totals = house.known().await?.forms[0].assessment.totals();
            (totals.no + totals.open) as usize
        } else {
            0
        };
        Ok(Self {
            institution: house.institution().await?.name,
            today: house.today().await?,
            year: edition.year_label.clone(),
            sample: settings.as_of.is_some(),
            current,
            said: said(&signed.session).await?,
            open,
            actor: signed.actor.clone(),
        })
    }

    /// Whether the person may do this; spelt as in `domain::access`, so that templates can ask.
    pub(crate) fn may(&self, permission: &str) -> bool {
        permission.parse().is_ok_and(|permission| self.actor.may(permission))
    }

    /// Name of the person.
    pub(crate) fn person(&self) -> &str {
        &self.actor.name
    }

    /// `aria-current` for the entry of the menu that is open.
    pub(crate) fn current(&self, area: &str) -> &'static str {
        if self.current == area { "page" } else { "false" }
    }

    pub(crate) fn style() -> &'static str {
        assets::STYLE.url()
    }

    pub(crate) fn htmx() -> &'static str {
        assets::HTMX.url()
    }

    pub(crate) fn script() -> &'static str {
        assets::SCRIPT.url()
    }
}

/// What was left for this page to say.
pub(crate) async fn said(session: &Session) -> Result<Option<String>, Failure> {
    Ok(session.remove::<String>(SAID).await?)
}

/// Leaves a sentence for the next page that this session opens.
pub(crate) async fn say(session: &Session, key: &str, args: &[(&str, &str)]) -> Result<(), Failure> {
    Ok(session.insert(SAID, text(key, args)).await?)
}
