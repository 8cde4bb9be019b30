//! Everything about one clause of the guideline: what it asks in our words, who has to act, what it hangs on, and which items of the
//! checklist cite it, with how they stand now.
//!
//! Deliberately not here: how it is shown, and what a reference means (`sonae_domain::guideline`).

use sonae_domain::assessment::ItemResult;
use sonae_domain::framework::{Audience, Edition, Frameworks, Item};
use sonae_domain::guideline::{Chapter, CitedBy, Clause, ClauseKey, Guideline, Link, Official, Part, Section, Volume, Words};

use crate::decide_forms::Decided;

/// An explained clause.
pub struct ClauseExplanation<'a> {
    /// The guideline
    pub guideline: &'a Guideline,
    /// Its volume
    pub volume: &'a Volume,
    /// Its chapter
    pub chapter: &'a Chapter,
    /// Its section, where its volume has sections
    pub section: Option<&'a Section>,
    /// The heading inside the section
    pub part: Option<&'a Part>,
    /// The clause
    pub clause: &'a Clause,
    /// Title and restatement of our own
    pub words: Option<&'a Words>,
    /// Official wording, where it was imported
    pub official: Option<&'a Official>,
    /// Clauses of the volume above
    pub up: Vec<Linked<'a>>,
    /// Clauses of the volume below
    pub down: Vec<Linked<'a>>,
    /// Items of the checklist that cite it, the exact citations first
    pub cited_by: Vec<Citing<'a>>,
    /// What is known of slips and holes of the source about it, in Japanese
    pub slips: Vec<&'a str>,
}

/// A clause at the other end of a link.
pub struct Linked<'a> {
    /// The link
    pub link: Link,
    /// Volume and printed number
    pub reference: String,
    /// Title of our own; "" where there is none
    pub title: &'a str,
}

/// An item that cites a clause.
pub struct Citing<'a> {
    /// What is printed beside the item
    pub cited: CitedBy,
    /// The checklist's edition
    pub edition: &'a Edition,
    /// The item
    pub item: &'a Item,
    /// Short name of its control
    pub title: &'a str,
    /// Whether it cites another clause, and this is what it is about
    pub by_content: bool,
    /// How it stands (a vendor's item once for each vendor)
    pub results: Vec<(String, ItemResult)>,
}

/// What a reference to the guideline turned out to be.
pub enum Meant<'a> {
    /// One clause
    Clause(Box<ClauseExplanation<'a>>),
    /// Several: a section, a chapter, or a number that comes again under another heading
    Several(Vec<Listed<'a>>),
}

/// A clause in a list.
pub struct Listed<'a> {
    /// Volume and printed number
    pub reference: String,
    /// Title of our own; "" where there is none
    pub title: &'a str,
}

/// Explains what `reference` names in the guideline of `edition`; `None` where it names nothing of it.
pub fn explain_clause<'a>(
    frameworks: &'a Frameworks,
    edition: &Edition,
    audience: Audience,
    reference: &str,
    decided: Option<&Decided<'_>>,
) -> Option<Meant<'a>> {
    let guideline = frameworks.guideline_of(Some(edition))?;
    let cited = guideline.cited(reference)?;
    if let [one] = cited.clauses.as_slice() {
        let explained = explained(frameworks, guideline, &one.key, audience, decided)?;
        return Some(Meant::Clause(Box::new(explained)));
    }
    let listed =
        cited.clauses.iter().map(|clause| Listed { reference: guideline.reference(&clause.key), title: title(guideline, &clause.key) });
    Some(Meant::Several(listed.collect()))
}

fn explained<'a>(
    frameworks: &'a Frameworks,
    guideline: &'a Guideline,
    key: &ClauseKey,
    audience: Audience,
    decided: Option<&Decided<'_>>,
) -> Option<ClauseExplanation<'a>> {
    let (volume, chapter, clause) = guideline.clause(key)?;
    let slips = guideline.slips.iter().filter(|slip| slip.clauses.contains(key)).map(|slip| slip.text.as_str());
    let holes = guideline.holes.iter().filter(|hole| hole.volume == volume.id && hole.no == clause.no).map(|hole| hole.text.as_str());
    Some(ClauseExplanation {
        guideline,
        volume,
        chapter,
        section: clause.section.as_ref().and_then(|no| chapter.sections.iter().find(|section| section.no == *no)),
        part: clause.part.as_deref().and_then(|id| volume.part(id)),
        clause,
        words: guideline.words(key),
        official: guideline.official(key),
        up: guideline.links_up(key).into_iter().map(|link| linked(guideline, link, |link| &link.from)).collect(),
        down: guideline.links_down(key).into_iter().map(|link| linked(guideline, link, |link| &link.to)).collect(),
        cited_by: citing(frameworks, guideline, key, audience, decided),
        slips: slips.chain(holes).collect(),
    })
}

fn linked(guideline: &Guideline, link: Link, end: impl Fn(&Link) -> &ClauseKey) -> Linked<'_> {
    let (reference, title) = (guideline.reference(end(&link)), title(guideline, end(&link)));
    Linked { link, reference, title }
}

fn title<'a>(guideline: &'a Guideline, key: &ClauseKey) -> &'a str {
    guideline.words(key).map_or("", |words| words.title.as_str())
}

/// Items of every edition that refers to the guideline, the newest edition first; inside it by how exactly they cite.
fn citing<'a>(
    frameworks: &'a Frameworks,
    guideline: &Guideline,
    key: &ClauseKey,
    audience: Audience,
    decided: Option<&Decided<'_>>,
) -> Vec<Citing<'a>> {
    let mut found = Vec::new();
    for edition in frameworks.editions().iter().rev().filter(|edition| guideline.is_of(edition)) {
        let Some(form) = edition.form(audience) else { continue };
        let mut of_edition: Vec<Citing<'a>> = Vec::new();
        for cited in guideline.cited_by(edition).into_iter().filter(|cited| cited.audience == audience) {
            let by_content = cited.content.contains(key);
            if !by_content && !cited.clauses.contains(key) {
                continue;
            }
            let Some(item) = form.items_with_gate().find(|item| item.key == cited.item) else { continue };
            if of_edition
                .iter()
                .any(|known| known.item.key == item.key && known.by_content == by_content && known.cited.grade <= cited.grade)
            {
                continue;
            }
            let title = frameworks.catalog.control(&item.control).map_or("", |control| control.title.as_str());
            of_edition.push(Citing { results: results(decided, edition, audience, &item.key), cited, edition, item, title, by_content });
        }
        of_edition.sort_by_key(|citing| (citing.by_content, citing.cited.grade));
        found.extend(of_edition);
    }
    found
}

fn results(decided: Option<&Decided<'_>>, edition: &Edition, audience: Audience, item: &str) -> Vec<(String, ItemResult)> {
    let forms = decided.into_iter().filter(|decided| decided.edition.id == edition.id).flat_map(|decided| &decided.forms);
    let forms = forms.filter(|form| form.form.audience == audience);
    let results = forms.filter_map(|form| {
        let result = form.assessment.items.iter().find(|result| result.key == item)?;
        Some((form.assessment.subject.clone(), result.clone()))
    });
    results.collect()
}
