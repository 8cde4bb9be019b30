//! The five questions and what was answered so far.

use serde::{Deserialize, Serialize};
use sonae_domain::facts::InstitutionKind;

/// One of the five questions, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// Which institution it is
    Who,
    /// How many beds
    Beds,
    /// Who is responsible
    People,
    /// Where the systems run, and who is there for them
    Systems,
    /// Contracts with vendors
    Vendors,
}

impl Question {
    /// Every question, in order.
    pub const ALL: &[Self] = &[Self::Who, Self::Beds, Self::People, Self::Systems, Self::Vendors];

    /// As addresses spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Who => "who",
            Self::Beds => "beds",
            Self::People => "people",
            Self::Systems => "systems",
            Self::Vendors => "vendors",
        }
    }

    /// 1, 2, 3 …
    pub fn number(self) -> usize {
        Self::ALL.iter().position(|question| *question == self).unwrap_or_default() + 1
    }

    /// The one that follows.
    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self.number()).copied()
    }
}

/// Which institution it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Who {
    /// 名称
    pub name: String,
    /// 種別
    pub kind: InstitutionKind,
    /// 管理者
    pub director: String,
    /// 都道府県
    pub prefecture: String,
}

/// Who is responsible; "" for a role that nobody has yet. In a pharmacy `safety` is the one person that its form asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct People {
    /// 医療情報システム安全管理責任者; 薬局: システム管理責任者
    pub safety: String,
    /// 企画管理者
    pub planning: String,
    /// システム運用担当者
    pub operator: String,
}

/// Where the systems run, and who is there for them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Systems {
    /// Mainly as a cloud service
    pub cloud: bool,
    /// Somebody has no other work
    pub dedicated_staff: bool,
}

/// Contracts with vendors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Vendors {
    /// Whether there is any
    pub any: bool,
    /// With whom
    pub names: Vec<String>,
}

/// Everything that was answered so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Draft {
    /// Try the invented hospital instead
    pub sample: bool,
    /// First question
    pub who: Option<Who>,
    /// Second
    pub beds: Option<u32>,
    /// Third
    pub people: Option<People>,
    /// Fourth
    pub systems: Option<Systems>,
    /// Fifth
    pub vendors: Option<Vendors>,
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// To the first
    Who(Who),
    /// To the second
    Beds(u32),
    /// To the third
    People(People),
    /// To the fourth
    Systems(Systems),
    /// To the fifth
    Vendors(Vendors),
}

impl Draft {
    /// The first question without an answer; `None` when only the first user is missing.
    pub fn open_question(&self) -> Option<Question> {
        Question::ALL.iter().copied().filter(|_| !self.sample).find(|question| !self.is_answered(*question))
    }

    /// Whether this question has an answer.
    pub fn is_answered(&self, question: Question) -> bool {
        match question {
            Question::Who => self.who.is_some(),
            Question::Beds => self.beds.is_some(),
            Question::People => self.people.is_some(),
            Question::Systems => self.systems.is_some(),
            Question::Vendors => self.vendors.is_some(),
        }
    }

    /// What sort of institution was answered.
    pub fn kind(&self) -> InstitutionKind {
        self.who.as_ref().map(|who| who.kind).unwrap_or_default()
    }

    /// Takes an answer in. One's own institution is then wanted, not the invented one.
    pub(super) fn take(&mut self, answer: Answered) {
        self.sample = false;
        match answer {
            Answered::Who(who) => self.who = Some(who),
            Answered::Beds(beds) => self.beds = Some(beds),
            Answered::People(people) => self.people = Some(people),
            Answered::Systems(systems) => self.systems = Some(systems),
            Answered::Vendors(vendors) => self.vendors = Some(vendors),
        }
    }
}
