//! What can be wrong. The text is English, for logs; [`FlawKind::key`] and [`FlawKind::args`] make the Japanese message.

use serde::Serialize;

use crate::framework::{Audience, Edition, EditionId};

/// One line of the report of [`Frameworks::check`](crate::framework::Frameworks::check).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Flaw {
    /// How bad it is.
    pub severity: Severity,
    /// The edition concerned; `None` for the catalog and `frozen.toml`.
    pub edition: Option<EditionId>,
    /// The form concerned; `None` where it is the whole edition.
    pub audience: Option<Audience>,
    /// What is wrong.
    #[serde(flatten)]
    pub kind: FlawKind,
}

impl Flaw {
    pub(super) fn of_catalog(kind: FlawKind) -> Self {
        Self::new(None, None, kind)
    }

    pub(super) fn of_edition(edition: &Edition, kind: FlawKind) -> Self {
        Self::new(Some(edition.id.clone()), None, kind)
    }

    /// A flaw of the guideline with this id.
    pub(crate) fn of_id(id: EditionId, kind: FlawKind) -> Self {
        Self::new(Some(id), None, kind)
    }

    pub(super) fn of_form(edition: &Edition, audience: Audience, kind: FlawKind) -> Self {
        Self::new(Some(edition.id.clone()), Some(audience), kind)
    }

    fn new(edition: Option<EditionId>, audience: Option<Audience>, kind: FlawKind) -> Self {
        let severity = match kind {
            FlawKind::NotFrozen { .. } => Severity::Notice,
            _ => Severity::Error,
        };
        Self { severity, edition, audience, kind }
    }
}

/// How bad a flaw is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; the data can be used.
    Notice,
    /// The data must not be used as it is.
    Error,
}

macro_rules! flaws {
    ($($(#[$doc:meta])* $kind:ident $key:literal $text:literal { $($(#[$fdoc:meta])* $field:ident),* $(,)? })*) => {
        /// What is wrong. Every field is an argument of the message, in the file's own spelling.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
        #[serde(tag = "flaw", rename_all = "kebab-case")]
        pub enum FlawKind {
            $($(#[$doc])* #[error($text)] $kind { $($(#[$fdoc])* $field: String),* },)*
        }

        impl FlawKind {
            /// Keys of the messages of every kind.
            pub const KEYS: &[&str] = &[$($key),*];

            /// Key of the Japanese message.
            pub fn key(&self) -> &'static str {
                match self { $(Self::$kind { .. } => $key,)* }
            }

            /// Arguments of the message, by name.
            pub fn args(&self) -> Vec<(&'static str, &str)> {
                match self { $(Self::$kind { $($field),* } => vec![$((stringify!($field), $field.as_str())),*],)* }
            }
        }
    };
}

flaws! {
    /// An id is not spelt as ids are.
    IdMalformed "framework-id-malformed" "`{id}` is no id: small letters, digits and single hyphens only" {
        /// The id.
        id,
    }
    /// A control is in an area that is not there.
    AreaUnknown "framework-area-unknown" "control `{control}` is in area `{area}`, which does not exist" {
        /// The control.
        control,
        /// The area.
        area,
    }
    /// A text that is empty, or begins or ends with white space.
    TextUntidy "framework-text-untidy" "`{place}` has a text that is empty or has white space around it" {
        /// Item key, control id or name of the field.
        place,
    }
    /// Two rows with one key.
    KeyTwice "framework-key-twice" "two rows have the key `{key}`" {
        /// The key.
        key,
    }
    /// Two rows with one number for the same machines.
    NumberTwice "framework-number-twice" "`{key}` has the number {no}, which is taken in the same scope" {
        /// Key of the second row.
        key,
        /// The number.
        no,
    }
    /// A number that is none, or disagrees with its key or section.
    NumberWrong "framework-number-wrong" "`{key}`: the number {no} agrees neither with the key nor with the section `{section}`" {
        /// Key of the row.
        key,
        /// The number.
        no,
        /// Title of its section.
        section,
    }
    /// Numbers of a section with a hole between them.
    NumberGap "framework-number-gap" "section {section}: {missing} is missing between the numbers that are there" {
        /// The section's number.
        section,
        /// The first number that is not there.
        missing,
    }
    /// A control that the catalog does not know.
    ControlUnknown "framework-control-unknown" "`{place}` names the control `{control}`, which is not in the catalog" {
        /// Item key, or `status`.
        place,
        /// The control.
        control,
    }
    /// Two rows ask for one control of the same machines.
    ControlTwice "framework-control-twice" "`{key}` and `{other}` ask for `{control}` of the same machines" {
        /// Key of the first row.
        key,
        /// Key of the second row.
        other,
        /// The control.
        control,
    }
    /// The form has not the number of rows that it says.
    RowCount "framework-row-count" "{declared} rows declared, {found} found" {
        /// As declared.
        declared,
        /// As counted.
        found,
    }
    /// A label that ends with its own number: numbers stand apart.
    LabelHoldsNumber "framework-label-holds-number" "`{key}`: the label holds the number, which stands apart" {
        /// Key of the row.
        key,
    }
    /// Labels are not in the source, and nothing on the paper says so; or something does although they are.
    LabelsNote "framework-labels-note" "`labels-note` must be there exactly where labels are not in the source" {}
    /// No round of confirmation.
    RoundsMissing "framework-rounds-missing" "the form has no round of confirmation" {}
    /// A vendor's row that is void without a contract (then there would be no form), or whose original an inspector asks of
    /// the vendor.
    MarkOnVendorForm "framework-mark-on-vendor-form" "`{key}` is marked void or original, which only the institution's rows can be" {
        /// Key of the row.
        key,
    }
    /// Institution and pharmacy differ in what is void or looked at.
    MarksDiffer "framework-marks-differ" "`{key}` is void or original for {first}, but not for {second}" {
        /// Key of the row.
        key,
        /// An audience.
        first,
        /// The other audience.
        second,
    }
    /// A year that ends before it starts, or a day outside its year.
    DateOutsideYear "framework-date-outside-year" "{place} is {date}, outside {starts} to {ends}" {
        /// The key of the date.
        place,
        /// The date.
        date,
        /// First day of the year.
        starts,
        /// Last day of the year.
        ends,
    }
    /// A part is not due when the edition says: on its deadline, or later for a reference part.
    DueWrong "framework-due-wrong" "a part is due on {due}, which does not go with the edition's deadline {deadline}" {
        /// Due day of the part.
        due,
        /// Deadline of the edition.
        deadline,
    }
    /// A complete edition without forms.
    FormsMissing "framework-forms-missing" "the edition says that it is complete but has no form" {}
    /// A partial edition that does not say what is known.
    KnownMissing "framework-known-missing" "the edition is partial but does not say what is known" {}
    /// No document is named.
    SourceMissing "framework-source-missing" "the edition names no source" {}
    /// An item needs figures, and the edition neither has them nor says that it has none.
    ParameterMissing "framework-parameter-missing" "`{key}` is decided with [parameters.{parameter}], which is neither there nor in `unstated`" {
        /// Key of the row.
        key,
        /// Name of the table.
        parameter,
    }
    /// Figures that contradict themselves.
    ParameterWrong "framework-parameter-wrong" "[parameters.{parameter}] contradicts itself" {
        /// Name of the table.
        parameter,
    }
    /// A slip is told of an item that no form has.
    SlipUnknown "framework-slip-unknown" "a slip is told of {no}, which no form has" {
        /// The number.
        no,
    }
    /// The edition is not the published one.
    FrozenMismatch "framework-frozen-mismatch" "the edition was changed: its hash is {found}, the frozen one is {expected}" {
        /// The frozen hash.
        expected,
        /// The hash of what was read.
        found,
    }
    /// The edition has no frozen hash.
    NotFrozen "framework-not-frozen" "the edition is not frozen; its hash is {found}" {
        /// The hash of what was read.
        found,
    }
    /// Volumes are not in the order in which they are read.
    ReadingOrder "framework-reading-order" "the volumes are not in reading order: {volumes}" {
        /// As they stand.
        volumes,
    }
    /// A clause in a section that its chapter does not have.
    SectionUnknown "framework-section-unknown" "`{key}` is in section {section}, which its chapter does not have" {
        /// Key of the clause.
        key,
        /// The section.
        section,
    }
    /// A clause is named that is not there, or is of another volume.
    ClauseUnknown "framework-clause-unknown" "{place} names `{key}`, which is not there" {
        /// Who names it: a volume of links, or a file.
        place,
        /// What is named.
        key,
    }
    /// A clause is not printed as often as it says, or hangs on nothing.
    PrintingsWrong "framework-printings-wrong" "`{key}` says that it is printed {declared} times, the rows hold it {found} times" {
        /// Key of the clause.
        key,
        /// As declared.
        declared,
        /// As counted.
        found,
    }
    /// A hole where a clause is, or a cut clause that is not there.
    HoleWrong "framework-hole-wrong" "the hole {no} of {volume} does not agree with the clauses" {
        /// The volume.
        volume,
        /// The number.
        no,
    }
    /// A clause without words of ours.
    WordsMissing "framework-words-missing" "`{key}` has no title and restatement" {
        /// Key of the clause.
        key,
    }
    /// Our words say another role or modality than the structure.
    WordsDiffer "framework-words-differ" "`{key}`: words and structure differ in whom it binds or how strongly" {
        /// Key of the clause.
        key,
    }
    /// A checklist cites a clause that is not there, or a note is about no citation.
    CitationUnknown "framework-citation-unknown" "{edition} {no} cites {printed}, which is not there" {
        /// The checklist's edition.
        edition,
        /// The item.
        no,
        /// What is printed.
        printed,
    }
    /// A frozen hash without edition.
    FrozenUnknown "framework-frozen-unknown" "frozen.toml holds a hash for `{id}`, which is not there" {
        /// The edition's id.
        id,
    }
}
