use super::*;
use crate::note::tests::{log_key, sign};
use crate::proof::prove_consistency;
use crate::proof::tests_tree::{Memory, root, tree};
use crate::witness::{Reply, ReplyFault, read_reply};

const ORIGIN: &str = "sonae/0123456789/2026";

fn witness(dir: &Path) -> Witness {
    Witness::open(dir, Cosigner::new("witness.example/w1", [9; 32]).unwrap(), vec![log_key(1, ORIGIN)]).unwrap()
}

fn head(size: u64, tree: &Memory) -> TreeHead {
    TreeHead { origin: ORIGIN.to_owned(), size, root: root(size, tree) }
}

fn request(old: u64, new: u64, tree: &Memory) -> Request {
    Request { old, proof: prove_consistency(old, new, tree).unwrap(), checkpoint: sign(1, &head(new, tree)) }
}

fn now() -> Timestamp {
    "2026-11-21T04:00:00Z".parse().unwrap()
}

fn status(answer: Result<String, Refusal>) -> u16 {
    answer.map_or_else(|refusal| refusal.status(), |_| 200)
}

#[test]
fn what_continues_is_cosigned_and_the_log_can_show_it() {
    let (dir, tree) = (tempfile::tempdir().unwrap(), tree(30));
    let witness = witness(dir.path());
    let keys = [log_key(1, ORIGIN), witness.public().clone()];
    for (old, new) in [(0, 7), (7, 7), (7, 30)] {
        let request = request(old, new, &tree);
        let line = witness.add_checkpoint(request.to_text().as_bytes(), now()).unwrap();
        let Ok(Reply::Cosigned { note, opened }) = read_reply(&request.checkpoint, line.as_bytes(), &keys) else { panic!("{line}") };
        assert_eq!(opened.cosigned, [(witness.public().clone(), now())]);
        assert_eq!(note, format!("{}{line}", request.checkpoint));
        assert_eq!(witness.remembered(ORIGIN).unwrap().unwrap().head, head(new, &tree));
    }
}

#[test]
fn every_other_request_is_answered_as_the_protocol_says() {
    let (dir, tree) = (tempfile::tempdir().unwrap(), tree(30));
    let witness = witness(dir.path());
    let ask = |request: &Request| status(witness.add_checkpoint(request.to_text().as_bytes(), now()));
    assert_eq!(ask(&Request { proof: vec![[0; 32]], ..request(0, 9, &tree) }), 422, "from nothing the proof is empty");
    assert_eq!(ask(&request(3, 9, &tree)), 409, "nothing is remembered yet");
    assert_eq!(ask(&request(0, 9, &tree)), 200);
    assert_eq!(status(witness.add_checkpoint(b"rubbish", now())), 400);
    assert_eq!(ask(&Request { old: 10, ..request(9, 9, &tree) }), 400, "from more to less");
    assert_eq!(
        ask(&Request { checkpoint: sign(1, &TreeHead { origin: "other".to_owned(), ..head(9, &tree) }), ..request(9, 9, &tree) }),
        404
    );
    assert_eq!(ask(&Request { checkpoint: sign(2, &head(9, &tree)), ..request(9, 9, &tree) }), 403);
    let mut forged = request(9, 30, &tree);
    forged.proof[0][0] ^= 1;
    assert_eq!(ask(&forged), 422);
    let refusal = witness.add_checkpoint(request(0, 30, &tree).to_text().as_bytes(), now()).unwrap_err();
    assert_eq!((refusal.status(), refusal.body()), (409, ("text/x.tlog.size", "9\n".to_owned())));
    assert_eq!(ask(&request(9, 30, &tree)), 200);
}

#[test]
fn a_rolled_back_log_and_a_split_view_are_refused_and_kept_as_proof() {
    let (dir, tree) = (tempfile::tempdir().unwrap(), tree(30));
    let witness = witness(dir.path());
    let ask = |request: &Request| status(witness.add_checkpoint(request.to_text().as_bytes(), now()));
    assert_eq!(ask(&request(0, 30, &tree)), 200);
    assert_eq!(ask(&request(12, 12, &tree)), 409, "rolled back to twelve");
    assert_eq!(witness.conflicts(ORIGIN).unwrap().len(), 1);
    let other = TreeHead { root: [4; 32], ..head(30, &tree) };
    assert_eq!(ask(&Request { old: 30, proof: Vec::new(), checkpoint: sign(1, &other) }), 409, "two roots of one size");
    assert_eq!(witness.conflicts(ORIGIN).unwrap().len(), 2);
    let remembered = witness.remembered(ORIGIN).unwrap().unwrap();
    assert_eq!((remembered.head, remembered.conflicts), (head(30, &tree), 2));
}

#[test]
fn a_memory_that_somebody_edited_is_not_believed() {
    let (dir, tree) = (tempfile::tempdir().unwrap(), tree(30));
    let witness = witness(dir.path());
    assert_eq!(status(witness.add_checkpoint(request(0, 30, &tree).to_text().as_bytes(), now())), 200);
    let path = dir.path().join("logs").join(file_name(ORIGIN));
    std::fs::write(&path, sign(1, &head(12, &tree))).unwrap();
    assert_eq!(status(witness.add_checkpoint(request(12, 30, &tree).to_text().as_bytes(), now())), 500);
}

#[test]
fn only_one_process_answers() {
    let dir = tempfile::tempdir().unwrap();
    let _first = witness(dir.path());
    let second = Witness::open(dir.path(), Cosigner::new("witness.example/w1", [9; 32]).unwrap(), Vec::new());
    assert!(matches!(second, Err(WitnessError::Locked)));
}

#[test]
fn an_answer_that_is_none_is_told_from_one_of_a_stranger() {
    let (dir, tree) = (tempfile::tempdir().unwrap(), tree(30));
    let witness = witness(dir.path());
    let request = request(0, 30, &tree);
    let line = witness.add_checkpoint(request.to_text().as_bytes(), now()).unwrap();
    let (log, both) = ([log_key(1, ORIGIN)], [log_key(1, ORIGIN), witness.public().clone()]);
    assert_eq!(read_reply(&request.checkpoint, b"30\n", &both), Ok(Reply::Remembers(30)));
    for rubbish in [&b""[..], b"<html>", b"30", b"030\n", &[0xff]] {
        assert_eq!(read_reply(&request.checkpoint, rubbish, &both), Err(ReplyFault::Malformed));
    }
    assert_eq!(read_reply(&request.checkpoint, line.as_bytes(), &log), Err(ReplyFault::Unknown));
    let later = sign(1, &head(29, &tree));
    assert!(matches!(read_reply(&later, line.as_bytes(), &both), Err(ReplyFault::Note(NoteFault::BadSignature { .. }))));
}

#[test]
fn the_key_of_a_witness_is_read_as_it_was_written() {
    let cosigner = Cosigner::new("witness.example/w1", [9; 32]).unwrap();
    let read = Cosigner::parse(&cosigner.to_secret_text()).unwrap();
    assert_eq!(read.public(), cosigner.public());
    for wrong in ["", "PRIVATE+KEY+a+b+c", &cosigner.to_secret_text().replace("w1", "w2")] {
        assert!(Cosigner::parse(wrong).is_err(), "{wrong}");
    }
}
