//! Opens a feed file: what is packed (gzip, zstd, xz, ZIP) is unpacked while it is read, within size and ratio. Not here: what is in it.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::Path;

use crate::limits::{Limits, RATIO_FREE};

/// Why a file is not read.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// The system does not give it
    #[error("{0}")]
    File(#[from] io::Error),
    /// Larger than allowed
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    /// Unpacks to more than is believable
    #[error("unpacks to more than {0} times its size")]
    Bomb(u64),
    /// A ZIP that cannot be read
    #[error("damaged archive: {0}")]
    Archive(String),
    /// Packed in a way that is not read: `.7z`, `.bz2`, CAB
    #[error("packed as {0}, which is not read; unpack it first")]
    OtherPacking(&'static str),
    /// None of the feeds that are known
    #[error("not a feed that is known")]
    Unknown,
}

/// Calls `each` with the name and the unpacked stream of every file in `path`: one, or the parts of a ZIP in the order of their names.
pub(crate) fn each_file<E: From<InputError>>(
    path: &Path,
    limits: &Limits,
    each: &mut dyn FnMut(&str, &mut dyn Read) -> Result<(), E>,
) -> Result<(), E> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let file = File::open(path).map_err(InputError::from)?;
    let size = file.metadata().map_err(InputError::from)?.len();
    each_part(&name, BufReader::with_capacity(256 << 10, file), size, limits, each)
}

/// The same for bytes in memory.
pub(crate) fn each_bytes<E: From<InputError>>(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    each: &mut dyn FnMut(&str, &mut dyn Read) -> Result<(), E>,
) -> Result<(), E> {
    each_part(name, Cursor::new(bytes), bytes.len() as u64, limits, each)
}

fn each_part<E: From<InputError>>(
    name: &str,
    mut input: impl Read + Seek,
    size: u64,
    limits: &Limits,
    each: &mut dyn FnMut(&str, &mut dyn Read) -> Result<(), E>,
) -> Result<(), E> {
    if size > limits.packed_bytes {
        return Err(InputError::TooLarge(limits.packed_bytes).into());
    }
    let mut magic = [0; 6];
    let found = fill(&mut input, &mut magic).map_err(InputError::from)?;
    input.rewind().map_err(InputError::from)?;
    let mut budget = Budget { left: limits.unpacked_bytes, allowed: RATIO_FREE.max(size.saturating_mul(limits.ratio)), limits };
    match &magic[..found] {
        [0x1f, 0x8b, ..] => guarded(name, &mut flate2::read::MultiGzDecoder::new(input), &mut budget, each),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            let stream = zstd::stream::read::Decoder::new(input).map_err(InputError::from)?;
            guarded(name, &mut { stream }, &mut budget, each)
        }
        b"PK\x03\x04\x14\x00" | [b'P', b'K', 3, 4, ..] => each_zip(input, &mut budget, limits, each),
        [0xfd, b'7', b'z', b'X', b'Z', 0] => {
            // the dictionary is as large as the file says: within bounds
            let stream = lzma_rust2::XzReader::new_mem_limit(input, true, limits.dictionary_kib);
            guarded(name, &mut { stream }, &mut budget, each)
        }
        [b'7', b'z', 0xbc, 0xaf, ..] => Err(InputError::OtherPacking("7z").into()),
        [b'B', b'Z', b'h', ..] => Err(InputError::OtherPacking("bzip2").into()),
        [b'M', b'S', b'C', b'F', ..] => Err(InputError::OtherPacking("cab").into()),
        _ => guarded(name, &mut input, &mut budget, each),
    }
}

fn each_zip<E: From<InputError>>(
    input: impl Read + Seek,
    budget: &mut Budget<'_>,
    limits: &Limits,
    each: &mut dyn FnMut(&str, &mut dyn Read) -> Result<(), E>,
) -> Result<(), E> {
    let archive = |error: zip::result::ZipError| InputError::Archive(error.to_string());
    let mut zip = zip::ZipArchive::new(input).map_err(archive)?;
    if zip.len() > limits.parts {
        return Err(InputError::Archive(format!("more than {} parts", limits.parts)).into());
    }
    let mut names = Vec::with_capacity(zip.len());
    for index in 0..zip.len() {
        names.push((zip.by_index_raw(index).map_err(archive)?.name().map_err(archive)?.into_owned(), index));
    }
    names.sort_unstable();
    for (name, index) in names {
        let mut part = zip.by_index(index).map_err(archive)?;
        if part.is_file() {
            guarded(&name, &mut part, budget, each)?;
        }
    }
    Ok(())
}

fn fill(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut found = 0;
    while found < buffer.len() {
        match input.read(&mut buffer[found..]) {
            Ok(0) => break,
            Ok(count) => found += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// What may still be unpacked, all parts together.
struct Budget<'l> {
    left: u64,
    allowed: u64,
    limits: &'l Limits,
}

fn guarded<E: From<InputError>>(
    name: &str,
    stream: &mut dyn Read,
    budget: &mut Budget<'_>,
    each: &mut dyn FnMut(&str, &mut dyn Read) -> Result<(), E>,
) -> Result<(), E> {
    let mut guard = Guard { stream, budget, over: None };
    let result = each(name, &mut guard);
    match guard.over {
        Some(Over::Size) => Err(InputError::TooLarge(guard.budget.limits.unpacked_bytes).into()),
        Some(Over::Ratio) => Err(InputError::Bomb(guard.budget.limits.ratio).into()),
        None => result,
    }
}

enum Over {
    Size,
    Ratio,
}

struct Guard<'s, 'b, 'l> {
    stream: &'s mut dyn Read,
    budget: &'b mut Budget<'l>,
    over: Option<Over>,
}

impl Read for Guard<'_, '_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(buffer)?;
        let read = count as u64;
        self.over = if read > self.budget.left {
            Some(Over::Size)
        } else if read > self.budget.allowed {
            Some(Over::Ratio)
        } else {
            self.budget.left -= read;
            self.budget.allowed -= read;
            return Ok(count);
        };
        Err(io::Error::new(io::ErrorKind::InvalidData, "larger than allowed"))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<(String, Vec<u8>)>, InputError> {
        let mut found = Vec::new();
        each_bytes::<InputError>("feed", bytes, limits, &mut |name, stream| {
            let mut content = Vec::new();
            stream.read_to_end(&mut content)?;
            found.push((name.to_owned(), content));
            Ok(())
        })?;
        Ok(found)
    }

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(content).unwrap();
        packed.finish().unwrap()
    }

    fn xz(content: &[u8], preset: u32) -> Vec<u8> {
        let mut packed = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(preset)).unwrap();
        packed.write_all(content).unwrap();
        packed.finish().unwrap()
    }

    #[test]
    fn a_damaged_or_greedy_xz_is_refused() {
        let limits = Limits::default();
        let whole = xz(&b"0123456789 ".repeat(500), 6);
        let mut damaged = whole.clone();
        damaged[60] ^= 0x40;
        for bytes in [&damaged[..], &whole[..whole.len() - 20], b"\xfd7zXZ\0 nothing of the kind"] {
            assert!(matches!(read(bytes, &limits), Err(InputError::File(_))), "{bytes:?}");
        }
        // as `xz -9` packs, with a dictionary of 64 MiB: read; by less memory than that: not
        let large = xz(b"0123456789", 9);
        assert_eq!(read(&large, &limits).unwrap()[0].1, b"0123456789");
        assert!(matches!(read(&large, &Limits { dictionary_kib: 1 << 10, ..limits }), Err(InputError::File(_))));
    }

    #[test]
    fn plain_gzip_zstd_and_zip_give_the_same_bytes() {
        let limits = Limits::default();
        let content = b"{\"a\":1}".to_vec();
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["b.json", "a.json"] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(&content).unwrap();
        }
        let zip = zip.finish().unwrap().into_inner();
        assert_eq!(read(&content, &limits).unwrap(), [("feed".to_owned(), content.clone())]);
        assert_eq!(read(&gzip(&content), &limits).unwrap()[0].1, content);
        assert_eq!(read(&zstd::encode_all(&content[..], 3).unwrap(), &limits).unwrap()[0].1, content);
        assert_eq!(read(&xz(&content, 6), &limits).unwrap()[0].1, content);
        let parts = read(&zip, &limits).unwrap();
        assert_eq!(parts, [("a.json".to_owned(), content.clone()), ("b.json".to_owned(), content)]);
    }

    #[test]
    fn what_unpacks_to_too_much_is_stopped() {
        let bomb = gzip(&vec![b' '; 80 << 20]);
        let limits = Limits::default();
        assert!(matches!(read(&bomb, &limits), Err(InputError::Bomb(100))));
        assert!(matches!(read(&xz(&vec![b' '; 80 << 20], 1), &limits), Err(InputError::Bomb(100))));
        let small = Limits { unpacked_bytes: 1000, ..limits.clone() };
        assert!(matches!(read(&bomb, &small), Err(InputError::TooLarge(1000))));
        assert!(matches!(read(&[b'x'; 50], &Limits { packed_bytes: 10, ..limits }), Err(InputError::TooLarge(10))));
    }

    #[test]
    fn other_packings_are_named() {
        let limits = Limits::default();
        assert_eq!(read(b"7z\xbc\xaf\x27\x1c ...", &limits).unwrap_err().to_string(), "packed as 7z, which is not read; unpack it first");
        assert!(matches!(read(b"PK\x03\x04 broken", &limits), Err(InputError::Archive(_))));
    }
}
