//! The guideline as a catalog: volumes, chapters and sections as groups, clauses as controls.
//!
//! A clause has our own title and restatement; the official wording stands beside it where the institution has imported it. Links
//! to other clauses are links of OSCAL for everybody and properties of ours for how sure they are. Not here: which clauses apply
//! to whom (`pattern`).

use sonae_domain::framework::Frameworks;
use sonae_domain::guideline::{Chapter, CitedBy, Clause, Grade, Guideline, Link as ClauseLink, Volume, VolumeId};

use crate::NAMESPACE;
use crate::checklist::{catalog_file, statement_id};
use crate::model::{BackMatter, Catalog, Control, Group, Link, Part, Property, Resource};
use crate::spell::{document_uuid, line, metadata, morning, oscal_prop, prop, source_resource, spelt, title, token, uuid};
use crate::version::Version;

/// The name of the file of a guideline's catalog.
pub fn guideline_file(guideline: &Guideline) -> String {
    format!("{}-{}_catalog.json", token(&guideline.family), token(guideline.id.as_str()).trim_start_matches('_'))
}

/// The catalog of a guideline, with what the checklists of `frameworks` cite of it.
pub fn guideline_catalog(guideline: &Guideline, frameworks: &Frameworks, version: Version) -> Catalog {
    let reader = Reader::of(guideline, frameworks);
    let mut catalog =
        Catalog { metadata: metadata(version, &guideline.title, &guideline.version, guideline.published), ..Catalog::default() };
    catalog.metadata.published = Some(morning(guideline.published));
    catalog.metadata.props = [
        prop("family", &guideline.family),
        prop("edition", guideline.id.as_str()),
        guideline.previous.as_deref().and_then(|previous| prop("previous", previous)),
    ]
    .into_iter()
    .flatten()
    .chain(guideline.roles.iter().filter_map(|role| with_remarks(prop("role", role.id.as_str()), &role.name)))
    .collect();
    catalog.groups = guideline.volumes.iter().map(|volume| reader.volume(volume)).collect();
    catalog.back_matter = Some(BackMatter { resources: resources(guideline), ..BackMatter::default() });
    catalog.uuid = document_uuid("catalog", &catalog);
    catalog
}

fn with_remarks(prop: Option<Property>, remarks: &str) -> Option<Property> {
    prop.map(|prop| Property { remarks: line(remarks), ..prop })
}

struct Reader<'a> {
    guideline: &'a Guideline,
    links: Vec<ClauseLink>,
    /// The file and statement that a citation stands in, and what it cites.
    cited: Vec<(String, CitedBy)>,
}

impl<'a> Reader<'a> {
    fn of(guideline: &'a Guideline, frameworks: &Frameworks) -> Self {
        let editions = frameworks.editions().iter().filter(|edition| guideline.is_of(edition));
        let cited = editions.flat_map(|edition| {
            let place = move |cited: CitedBy| {
                let form = edition.form(cited.audience)?;
                let item = form.item(&cited.item)?;
                Some((format!("{}#{}", catalog_file(edition), statement_id(edition.id.as_str(), form, item)), cited))
            };
            guideline.cited_by(edition).into_iter().filter_map(place)
        });
        Self { guideline, links: guideline.links(), cited: cited.collect() }
    }

    fn volume(&self, volume: &Volume) -> Group {
        Group {
            id: Some(token(volume.id.as_str())),
            class: Some("volume".to_owned()),
            title: title(&volume.name),
            props: [oscal_prop("label", &volume.short, ""), prop("reader", volume.reader.as_str())].into_iter().flatten().collect(),
            groups: volume.chapters.iter().map(|chapter| self.chapter(volume, chapter)).collect(),
            ..Group::default()
        }
    }

    /// A group has groups or controls, never both: clauses without section stand in a group of their own where the chapter has sections.
    fn chapter(&self, volume: &Volume, chapter: &Chapter) -> Group {
        let id = chapter_id(volume.id, &chapter.no);
        let mut group = heading(&id, "chapter", &chapter.no, &chapter.title);
        let mut own = Vec::new();
        for clause in &chapter.clauses {
            let Some(no) = &clause.section else {
                own.push(self.clause(volume, clause));
                continue;
            };
            let of_section = format!("{}-{no}", volume.id.as_str());
            if !group.groups.iter().any(|section| section.id.as_deref() == Some(&token(&of_section))) {
                let section = chapter.sections.iter().find(|section| section.no == *no);
                group.groups.push(heading(&of_section, "section", no, section.map_or("", |section| &section.title)));
            }
            if let Some(section) = group.groups.iter_mut().find(|section| section.id.as_deref() == Some(&token(&of_section))) {
                section.controls.push(self.clause(volume, clause));
            }
        }
        if group.groups.is_empty() {
            group.controls = own;
        } else if !own.is_empty() {
            group.groups.insert(0, Group { controls: own, ..heading(&format!("{id}-own"), "section", &chapter.no, &chapter.title) });
        }
        group
    }

    fn clause(&self, volume: &Volume, clause: &Clause) -> Control {
        let words = self.guideline.words(&clause.key);
        Control {
            id: token(clause.key.as_str()),
            class: Some("requirement".to_owned()),
            title: words.map_or_else(|| title(&self.guideline.reference(&clause.key)), |words| title(&words.title)),
            props: self.props(volume, clause),
            links: self.links(clause),
            parts: self.parts(clause),
            ..Control::default()
        }
    }

    fn props(&self, volume: &Volume, clause: &Clause) -> Vec<Property> {
        let words = self.guideline.words(&clause.key);
        let part = clause.part.as_deref().and_then(|id| volume.part(id)).map_or("", |part| part.name.as_str());
        let fixed = [
            oscal_prop("label", &clause.no, ""),
            oscal_prop("alt-identifier", &self.guideline.reference(&clause.key), ""),
            prop("clause", clause.key.as_str()),
            clause.part.as_deref().and_then(|id| with_remarks(prop("part", id), part)),
            prop("modality", clause.modality.as_str()),
            prop("printings", &clause.printings.to_string()),
            clause.v52.as_deref().and_then(|place| prop("previous-place", place)),
            clause.remark.as_deref().and_then(|remark| prop("remark", remark)),
            words.filter(|words| words.approval).and_then(|_| prop("approval", "management")),
            words.and_then(|words| words.report).and_then(|role| prop("report", role.as_str())),
        ];
        let binds = clause.binds.iter().map(|role| prop("binds", role.as_str()));
        let links = self.links.iter().filter(|link| link.from == clause.key).map(|link| {
            let prop = prop("link", link.to.as_str())?;
            let remarks = link.doubt.map(|doubt| doubt.as_str().to_owned());
            Some(Property { class: Some(link.sureness.as_str().to_owned()), remarks, ..prop })
        });
        let cited = self.citing(clause).map(|(_, cited)| {
            let prop = prop("cited-by", &format!("{}/{}/{}", cited.edition, cited.audience.as_str(), cited.item))?;
            Some(Property { class: Some(cited.grade.as_str().to_owned()), remarks: line(&cited.printed), ..prop })
        });
        fixed.into_iter().chain(binds).chain(links).chain(cited).flatten().collect()
    }

    fn citing<'b>(&'b self, clause: &'b Clause) -> impl Iterator<Item = &'b (String, CitedBy)> {
        self.cited.iter().filter(move |(_, cited)| cited.clauses.contains(&clause.key))
    }

    fn links(&self, clause: &Clause) -> Vec<Link> {
        let to = |href: String, text: Option<String>| Link { href, rel: Some("related".to_owned()), text, ..Link::default() };
        let down = self.links.iter().filter(|link| link.from == clause.key);
        let down = down.map(|link| to(format!("#{}", link.to), line(&self.guideline.reference(&link.to))));
        let cited = self
            .citing(clause)
            .filter(|(_, cited)| cited.grade != Grade::Chapter)
            .map(|(href, cited)| to(href.clone(), line(&format!("{} {}", cited.edition, cited.no))));
        down.chain(cited).collect()
    }

    fn parts(&self, clause: &Clause) -> Vec<Part> {
        let id = token(clause.key.as_str());
        let restatement = self.guideline.words(&clause.key).map(|words| Part {
            id: Some(format!("{id}_smt")),
            name: "statement".to_owned(),
            class: Some("restatement".to_owned()),
            prose: Some(words.text.clone()),
            ..Part::default()
        });
        let official = self.guideline.official(&clause.key).map(|official| Part {
            id: Some(format!("{id}_official")),
            name: "official-wording".to_owned(),
            ns: Some(NAMESPACE.to_owned()),
            props: official.differs.then(|| prop("printings-differ", "yes")).flatten().into_iter().collect(),
            prose: Some(official.text.clone()),
            ..Part::default()
        });
        [restatement, official].into_iter().flatten().collect()
    }
}

/// The id of the group that a chapter is.
pub(crate) fn chapter_id(volume: VolumeId, no: &str) -> String {
    token(&format!("{}-{no}", volume.as_str()))
}

fn heading(id: &str, class: &str, no: &str, words: &str) -> Group {
    Group {
        id: Some(token(id)),
        class: Some(class.to_owned()),
        title: title(&format!("{no} {words}")),
        props: oscal_prop("label", no, "").into_iter().collect(),
        ..Group::default()
    }
}

/// Documents that the data was taken from, what they do not print, and where their printings differ.
fn resources(guideline: &Guideline) -> Vec<Resource> {
    let owner = format!("{}/{}", guideline.family, guideline.id);
    let remark = |kind: &str, subject: String, text: &str, props: Vec<Property>| Resource {
        uuid: uuid(&[kind, &owner, &subject, text]),
        description: Some(text.to_owned()),
        props,
        ..Resource::default()
    };
    let sources = guideline.sources.iter().map(|source| source_resource(&owner, source));
    let holes = guideline.holes.iter().map(|hole| {
        let props = [prop("hole", &spelt(&hole.kind)), prop("volume", hole.volume.as_str()), oscal_prop("label", &hole.no, "")];
        remark("hole", format!("{}{}", hole.volume.as_str(), hole.no), &hole.text, props.into_iter().flatten().collect())
    });
    let slips = guideline.slips.iter().map(|slip| {
        let clauses = slip.clauses.iter().filter_map(|key| prop("clause", key.as_str()));
        remark("slip", String::new(), &slip.text, prop("slip", "yes").into_iter().chain(clauses).collect())
    });
    let notes = guideline.citations.iter().map(|note| {
        let fixed = [prop("citation", &note.printed), prop("item", &format!("{} {}", note.edition, note.item))];
        let content = note.content.iter().map(|key| prop("clause", key.as_str()));
        remark("citation", note.printed.clone(), &note.text, fixed.into_iter().chain(content).flatten().collect())
    });
    sources.chain(holes).chain(slips).chain(notes).collect()
}
