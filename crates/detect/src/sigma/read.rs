//! Rule files → rules, correlations, filters, and what is wrong with them.

use std::collections::HashSet;

use rsigma_parser::{CorrelationRule, FilterRule, SigmaRule, parse_sigma_yaml};

use super::name_of;
use crate::rule::{RuleProblem, RuleText, level};

/// What is read out of the files.
#[derive(Default)]
pub(super) struct Read {
    pub(super) rules: Vec<(String, SigmaRule)>,
    correlations: Vec<(String, CorrelationRule)>,
    pub(super) filters: Vec<(String, FilterRule)>,
    pub(super) problems: Vec<RuleProblem>,
}

impl Read {
    /// Reads one file.
    pub(super) fn file(&mut self, file: &str, yaml: &str) {
        let problem = |what: String| RuleProblem { file: file.to_owned(), what };
        match parse_sigma_yaml(yaml) {
            Err(error) => self.problems.push(problem(error.to_string())),
            Ok(read) => {
                self.problems.extend(read.errors.iter().cloned().map(problem));
                if read.is_empty() && read.errors.is_empty() {
                    self.problems.push(problem("no rule in it".to_owned()));
                }
                let mine = |rule| (file.to_owned(), rule);
                // A correlation finds its rules by id; one that has only a name is known by that.
                self.rules.extend(read.rules.into_iter().map(|rule| mine(SigmaRule { id: rule.id.clone().or(rule.name.clone()), ..rule })));
                self.correlations.extend(read.correlations.into_iter().map(|rule| (file.to_owned(), rule)));
                self.filters.extend(read.filters.into_iter().map(|rule| (file.to_owned(), rule)));
            }
        }
    }

    /// The correlations (file, rule) of which everything that they refer to is there, then those that refer to them, and so on:
    /// what is left refers to what is not there, or to itself, and is told.
    pub(super) fn usable_correlations(&mut self) -> Vec<(String, CorrelationRule)> {
        let names = self.rules.iter().flat_map(|(_, rule)| [rule.id.clone(), rule.name.clone()]);
        let mut known: HashSet<String> = names.flatten().collect();
        let (mut usable, mut left) = (Vec::new(), std::mem::take(&mut self.correlations));
        loop {
            let (ready, rest): (Vec<_>, Vec<_>) =
                left.into_iter().partition(|(_, rule)| rule.rules.iter().all(|other| known.contains(other)));
            left = rest;
            if ready.is_empty() {
                break;
            }
            known.extend(ready.iter().flat_map(|(_, rule)| [rule.id.clone(), rule.name.clone()]).flatten());
            usable.extend(ready);
        }
        for (file, rule) in left {
            let what = format!("{}: refers to a rule that is not there, or to itself", rule.title);
            self.problems.push(RuleProblem { file, what });
        }
        usable
    }
}

/// What a rule says of itself.
pub(super) fn rule_text(rule: &SigmaRule) -> RuleText {
    RuleText {
        id: name_of(rule.id.as_ref(), &rule.title),
        title: rule.title.clone(),
        level: level(rule.level),
        author: rule.author.clone().unwrap_or_default(),
        description: rule.description.clone().unwrap_or_default(),
        falsepositives: rule.falsepositives.clone(),
    }
}

/// What a correlation says of itself.
pub(super) fn correlation_text(rule: &CorrelationRule) -> RuleText {
    RuleText {
        id: name_of(rule.id.as_ref(), &rule.title),
        title: rule.title.clone(),
        level: level(rule.level),
        author: rule.author.clone().unwrap_or_default(),
        description: rule.description.clone().unwrap_or_default(),
        falsepositives: rule.falsepositives.clone(),
    }
}
