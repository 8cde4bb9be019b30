//! A local list of breached passwords: lines `SHA-1[:count]` sorted by hash, as haveibeenpwned.com offers for download. It is
//! several tens of GB long, so it is searched on the disk. There is none unless somebody puts it there; nothing is asked over
//! the network.

use std::cmp::Ordering;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::Path;

use sha1::{Digest, Sha1};

/// Hexadecimal digits of a SHA-1.
const DIGITS: usize = 40;

/// Whether the password is in the list; not when there is no list.
pub(super) fn is_breached(list: &Path, password: &str) -> io::Result<bool> {
    let file = match File::open(list) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let sought = hex::encode(Sha1::digest(password));
    let (mut low, mut high) = (0, file.metadata()?.len());
    let mut file = BufReader::with_capacity(256, file);
    // the line that begins first at or behind the middle tells in which half the hash stands
    while low < high {
        let middle = low + (high - low) / 2;
        let (begin, line) = line_from(&mut file, middle)?;
        if begin >= high {
            high = middle;
            continue;
        }
        match compare(&line, &sought) {
            Ordering::Equal => return Ok(true),
            Ordering::Less => low = begin + line.len() as u64,
            Ordering::Greater => high = middle,
        }
    }
    Ok(false)
}

/// The first line that begins at or behind this place, with its place.
fn line_from(file: &mut BufReader<File>, place: u64) -> io::Result<(u64, Vec<u8>)> {
    let mut begin = place;
    if place > 0 {
        // one byte earlier, so that a line that begins exactly here is not passed over
        file.seek(SeekFrom::Start(place - 1))?;
        let mut rest = Vec::new();
        begin = place - 1 + file.read_until(b'\n', &mut rest)? as u64;
    } else {
        file.seek(SeekFrom::Start(0))?;
    }
    let mut line = Vec::new();
    file.read_until(b'\n', &mut line)?;
    Ok((begin, line))
}

fn compare(line: &[u8], sought: &str) -> Ordering {
    let hash = &line[..line.len().min(DIGITS)];
    hash.to_ascii_lowercase().as_slice().cmp(sought.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_password_of_the_list_is_found_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("list.txt");
        assert!(!is_breached(&list, "secret-1").unwrap(), "no list");
        for (count, ends) in [(0, "\n"), (1, "\r\n"), (2, "\n"), (500, "\r\n")] {
            let mut lines: Vec<String> = (0..count).map(|at| hex::encode_upper(Sha1::digest(format!("secret-{at}")))).collect();
            lines.sort();
            let lines: Vec<String> = lines.iter().zip(1..).map(|(hash, seen)| format!("{hash}:{}", seen * 37)).collect();
            for last in [ends, ""] {
                std::fs::write(&list, lines.join(ends) + last).unwrap();
                for at in 0..count {
                    assert!(is_breached(&list, &format!("secret-{at}")).unwrap(), "{at} of {count}");
                }
                for at in count..count + 200 {
                    assert!(!is_breached(&list, &format!("secret-{at}")).unwrap(), "{at} of {count}");
                }
            }
        }
        std::fs::write(&list, "not a list of hashes").unwrap();
        assert!(!is_breached(&list, "secret-1").unwrap());
    }
}
