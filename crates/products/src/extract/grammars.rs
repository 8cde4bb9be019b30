//! The hand-written readers: products whose versions are years, service packs, builds, or have several spellings.

use super::{Around, Cycle, Extractor, Found};

impl Extractor {
    pub(super) fn sql_server(&self, around: &Around<'_>) -> Found {
        let build = around.texts().iter().find_map(|text| Some(self.sql_build.captures(text)?.get(1)?.as_str().to_owned()));
        let year = self.year_in(around).map(|year| if around.says(&self.release_2) { format!("{year}-r2") } else { year });
        let pack = around.texts().iter().find_map(|text| self.service_pack.captures(text)?.get(1)?.as_str().parse::<u32>().ok());
        let pack = pack.or_else(|| around.says(&self.rtm).then_some(0));
        let cycle = crate::sql_server::cycle(year.as_deref(), build.as_deref(), pack);
        let update = pack.filter(|pack| *pack > 0).map(|pack| format!("sp{pack}"));
        Found { version: build.or(year), update, cycle: Some(cycle), ..Found::default() }
    }

    pub(super) fn office(&self, around: &Around<'_>) -> Found {
        let year = self.year_in(around);
        let (long_term, mac) = (around.says(&self.long_term), around.says(&self.mac));
        let build =
            around.texts().iter().find_map(|text| self.generic.captures(text)).and_then(|found| Some(found.get(1)?.as_str().to_owned()));
        let cycle = match (&year, mac, long_term) {
            (Some(year), true, _) => Cycle::OneOf(vec![format!("{year}-for-mac")]),
            (Some(year), false, true) => Cycle::OneOf(vec![format!("{year}-ltsc"), year.clone()]),
            (Some(year), false, false) => Cycle::OneOf(vec![year.clone()]),
            (None, _, _) => match build.as_deref().and_then(|build| build.split('.').next()) {
                Some("15") => Cycle::OneOf(vec!["2013".to_owned()]),
                Some("14") => Cycle::OneOf(vec!["2010".to_owned()]),
                Some("12") => Cycle::OneOf(vec!["2007".to_owned()]),
                _ => Cycle::Unknown,
            },
        };
        let update = around.texts().iter().find_map(|text| Some(format!("sp{}", self.service_pack.captures(text)?.get(1)?.as_str())));
        Found { version: build.or(year), update, edition: long_term.then_some("ltsc"), cycle: Some(cycle), ..Found::default() }
    }

    pub(super) fn exchange(&self, around: &Around<'_>) -> Found {
        let build = around.texts().iter().find_map(|text| Some(self.generic.captures(text)?.get(1)?.as_str().to_owned()));
        let year = self.year_in(around);
        let by_build = build.as_deref().and_then(|build| {
            let mut parts = build.split('.').map(|part| part.parse::<u32>().unwrap_or_default());
            match (parts.next()?, parts.next().unwrap_or_default(), parts.next().unwrap_or_default()) {
                (15, 2, build) if build >= 2_562 => Some("subscription"),
                (15, 2, build) if build >= 196 => Some("2019"),
                (15, 1, _) => Some("2016"),
                (15, 0, _) => Some("2013"),
                (14, _, _) => Some("2010"),
                (8, _, _) => Some("2007"),
                _ => None,
            }
        });
        let cycle = match (by_build, &year) {
            (Some(cycle), Some(year)) if cycle != year => Cycle::Unknown,
            (Some(cycle), _) => Cycle::OneOf(vec![cycle.to_owned()]),
            (None, Some(year)) => Cycle::OneOf(vec![year.clone()]),
            (None, None) if around.says(&self.subscription) => Cycle::OneOf(vec!["subscription".to_owned()]),
            (None, None) => Cycle::Unknown,
        };
        Found { version: build.or(year), cycle: Some(cycle), ..Found::default() }
    }

    pub(super) fn year(&self, around: &Around<'_>) -> Found {
        let year = self.year_in(around).or_else(|| around.says(&self.subscription).then(|| "subscription".to_owned()));
        let cycle = year.clone().map_or(Cycle::Unknown, |year| Cycle::OneOf(vec![year]));
        Found { version: year, cycle: Some(cycle), ..Found::default() }
    }

    pub(super) fn oracle(&self, around: &Around<'_>) -> Found {
        let read = |found: regex::Captures<'_>| {
            let major: u32 = found.get(1)?.as_str().parse().ok()?;
            let minor = found.get(2).map_or("", |minor| minor.as_str());
            let release = found.get(3).filter(|_| minor.is_empty()).map_or(String::new(), |release| format!(".{}", release.as_str()));
            (7..=30).contains(&major).then(|| (!minor.is_empty(), format!("{major}{minor}{release}")))
        };
        let all: Vec<(bool, String)> = around.texts().iter().flat_map(|text| self.oracle.captures_iter(text).filter_map(read)).collect();
        // "11g Release 2 (11.2.0.4.0)": the numbers say more
        let version = all.iter().find(|(dotted, _)| *dotted).or_else(|| all.first()).map(|(_, version)| version.clone());
        Found { version, ..Found::default() }
    }

    /// Whether two versions are named beside each other: `6/7`, `7.0\u{2192}7.2`.
    pub(crate) fn says_several(&self, around: &Around<'_>) -> bool {
        around.texts().iter().any(|text| {
            self.several.captures_iter(text).any(|found| found.get(1).map(|one| one.as_str()) != found.get(2).map(|two| two.as_str()))
        })
    }

    pub(super) fn java(&self, around: &Around<'_>) -> Found {
        let version = around.texts().iter().find_map(|text| Some(self.java.captures(text)?.get(1)?.as_str().to_owned()));
        let Some(version) = version else { return Found::default() };
        let update = version.split_once(" update ").or_else(|| version.split_once('u'));
        if let Some((feature, update)) = update {
            return Found {
                version: Some(format!("1.{feature}.0_{update}")),
                cycle: Some(Cycle::OfVersion(feature.to_owned())),
                ..Found::default()
            };
        }
        let parts: Vec<&str> = version.split(['.', '_', '+']).collect();
        match parts.as_slice() {
            // 1.4 and before keep the number in front
            ["1", feature, ..] if feature.parse::<u32>().is_ok_and(|feature| feature >= 5) => {
                let cycle = Cycle::OfVersion((*feature).to_owned());
                Found { version: Some(version.clone()), cycle: Some(cycle), ..Found::default() }
            }
            // the uninstall entry of Windows: 8.0.3910.13 is 8u391
            [feature @ ("6" | "7" | "8"), "0", update, _] if update.len() > 1 => Found {
                version: Some(format!("1.{feature}.0_{}", &update[..update.len() - 1])),
                cycle: Some(Cycle::OfVersion((*feature).to_owned())),
                ..Found::default()
            },
            _ => Found { version: Some(version.clone()), ..Found::default() },
        }
    }
}
