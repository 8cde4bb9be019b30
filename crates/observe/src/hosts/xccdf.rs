//! Results of XCCDF 1.1 and 1.2, alone, in a benchmark, or in an ARF (OpenSCAP), streamed.

use std::collections::BTreeMap;

use sonae_domain::observation::{CheckOutcome, CheckResult, ObservedDevice};

use crate::draft::Draft;
use crate::problem::keys;
use crate::text::{add, shortened};
use crate::xml::{Step, Walk};
use crate::{address, moment};

/// Outermost elements of such files.
pub(crate) const ROOTS: [&str; 4] = ["Benchmark", "TestResult", "asset-report-collection", "data-stream-collection"];

/// Reads every result in a file.
pub(crate) fn read(text: &str, draft: &mut Draft) {
    let mut walk = Walk::new(text, draft);
    let mut titles: BTreeMap<String, String> = BTreeMap::new();
    let (mut rule, mut fact) = (String::new(), String::new());
    let mut open: Option<ObservedDevice> = None;
    let mut check = CheckResult::default();
    let mut results = 0;
    while let Some(step) = walk.next(draft) {
        match step {
            Step::Open(element) => match element.name.as_str() {
                "Rule" => element.get("id").clone_into(&mut rule),
                "TestResult" => {
                    let at = moment::moment(element.get("end-time")).or_else(|| moment::moment(element.get("start-time")));
                    draft.taken_at = at.or(draft.taken_at);
                    open = Some(ObservedDevice { seen_at: at, ..ObservedDevice::default() });
                }
                "rule-result" => check = CheckResult { id: element.get("idref").to_owned(), ..CheckResult::default() },
                "fact" => element.get("name").clone_into(&mut fact),
                _ => {}
            },
            Step::Close(name, text) => match (name.as_str(), open.as_mut()) {
                ("title", None) if walk.parent_of_closed() == "Rule" && titles.len() < draft.limits.entries => {
                    titles.entry(rule.clone()).or_insert_with(|| shortened(&text, 300));
                }
                ("target", Some(device)) => add(&mut device.identifiers.hosts, text),
                ("target-address", Some(device)) => {
                    address::ip(&text).into_iter().for_each(|ip| add(&mut device.identifiers.addresses, ip));
                }
                ("fact", Some(device)) if fact.ends_with(":MAC") => {
                    address::mac(&text).into_iter().for_each(|mac| add(&mut device.identifiers.macs, mac));
                }
                ("result", Some(_)) => check.outcome = outcome(&text),
                ("rule-result", Some(device)) => device.checks.push(std::mem::take(&mut check)),
                ("TestResult", Some(_)) => {
                    results += 1;
                    keep(open.take(), &titles, draft);
                }
                _ => {}
            },
        }
    }
    // torn in the middle of its results: those that were whole
    results += u32::from(open.is_some());
    keep(open, &titles, draft);
    if results == 0 {
        draft.warning(keys::NO_RESULTS);
    }
}

fn keep(device: Option<ObservedDevice>, titles: &BTreeMap<String, String>, draft: &mut Draft) {
    let Some(mut device) = device else { return };
    for check in &mut device.checks {
        check.title = titles.get(&check.id).cloned().unwrap_or_default();
    }
    device.checks = draft.within(device.checks);
    draft.device(device);
}

fn outcome(word: &str) -> CheckOutcome {
    match word {
        "pass" | "fixed" => CheckOutcome::Pass,
        "fail" => CheckOutcome::Fail,
        _ => CheckOutcome::NotChecked,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Limits, keys, read};
    use sonae_domain::observation::{CheckOutcome, Observation, ObservationKind};

    const RESULT: &str = r#"<arf:asset-report-collection xmlns:arf="x"><c:Benchmark xmlns:c="http://checklists.nist.gov/xccdf/1.2"><c:Rule id="r1"><c:title>Patch &amp; go</c:title></c:Rule></c:Benchmark>
<TestResult end-time="2026-11-20T09:00:00+09:00"><title>OSCAP Scan Result</title><target>pacs</target><target-address>192.168.10.120</target-address>
<target-facts><fact name="urn:xccdf:fact:ethernet:MAC">00:00:5E:00:53:01</fact></target-facts>
<rule-result idref="r1"><result>fail</result></rule-result><rule-result idref="r2"><result>notapplicable</result></rule-result>"#;

    #[test]
    fn results_are_read_with_the_titles_of_their_rules() {
        for text in [format!("{RESULT}</TestResult></arf:asset-report-collection>"), RESULT.to_owned()] {
            let reading = read("arf.xml", text.as_bytes(), &Limits::default());
            assert_eq!(reading.kind, Some(ObservationKind::Xccdf));
            let [Observation::Device(device)] = reading.observations.as_slice() else { panic!("{reading:?}") };
            assert_eq!(
                (device.identifiers.hosts.join(""), device.identifiers.macs.len(), device.identifiers.addresses.len()),
                ("pacs".into(), 1, 1)
            );
            let checks: Vec<_> = device.checks.iter().map(|c| (c.title.as_str(), c.outcome)).collect();
            assert_eq!(checks, [("Patch & go", CheckOutcome::Fail), ("", CheckOutcome::NotChecked)]);
        }
    }

    #[test]
    fn a_check_list_without_results_says_so() {
        let reading = read("list.xml", b"<Benchmark><Rule id='a'/></Benchmark>", &Limits::default());
        assert_eq!(reading.problems.iter().map(|p| p.key).collect::<Vec<_>>(), [keys::NO_RESULTS]);
    }
}
