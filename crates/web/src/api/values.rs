//! Values that several nouns share, as the contract spells them.

use serde::{Deserialize, Serialize};
use sonae_domain::{assessment, facts, framework, ledger, observation};
use utoipa::ToSchema;

macro_rules! values {
    ($($(#[$doc:meta])* $name:ident = $domain:path { $($(#[$variant_doc:meta])* $variant:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "kebab-case")]
        pub(crate) enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl From<$domain> for $name {
            fn from(value: $domain) -> Self {
                match value { $(<$domain>::$variant => Self::$variant,)* }
            }
        }

        impl From<$name> for $domain {
            fn from(value: $name) -> Self {
                match value { $($name::$variant => Self::$variant,)* }
            }
        }
    )*};
}

values! {
    /// Who fills in a form
    Audience = framework::Audience {
        Institution,
        Pharmacy,
        Vendor,
    }
    /// What sort of machine it is
    DeviceKind = ledger::DeviceKind {
        Server,
        Endpoint,
        Network,
        Medical,
        Other,
        Unknown,
    }
    /// Why a machine belongs in no ledger: of patients or visitors, brought by a vendor, of somebody else on the same network, no machine of its
    /// own, something else
    WhyAside = observation::WhyAside {
        Guest,
        Vendor,
        Neighbour,
        NoMachine,
        Other,
    }
    /// Which machines an item is about
    Scope = framework::Scope {
        All,
        Server,
        Endpoint,
        Network,
    }
    /// Whether an item is met
    Status = assessment::Status {
        Satisfied,
        NotSatisfied,
        NotApplicable,
        Undetermined,
    }
    /// How something is known: the system tested it, a document shows it, somebody says so
    Assurance = assessment::Assurance {
        Verified,
        Examined,
        Declared,
    }
    /// Which way a reason points
    Tone = assessment::Tone {
        Against,
        Missing,
        Support,
        Advice,
    }
    /// How a record is known: a machine wrote it, somebody keeps it in writing, somebody says so
    Provenance = facts::Provenance {
        Machine,
        Document,
        Statement,
    }
    /// はい or いいえ
    YesNo = ledger::YesNo {
        Yes,
        No,
    }
}

/// Counts over the items of a form
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Totals {
    /// はい
    yes: u32,
    /// いいえ
    no: u32,
    /// Neither facts nor an answer
    open: u32,
    /// 記入不要
    void: u32,
    /// はい that the system tested
    verified: u32,
    /// はい that a document shows
    examined: u32,
    /// はい that somebody says
    declared: u32,
    /// Items where answer and facts disagree
    contradictions: u32,
}

impl From<assessment::Totals> for Totals {
    fn from(totals: assessment::Totals) -> Self {
        let assessment::Totals { yes, no, open, void, verified, examined, declared, contradictions } = totals;
        Self { yes, no, open, void, verified, examined, declared, contradictions }
    }
}
