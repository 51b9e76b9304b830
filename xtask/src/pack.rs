//! Compressed copies, and a memory for everything slow: results kept by the hash of what they were made from.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, anyhow};
use sha2::{Digest as _, Sha256};

use crate::machine;

/// Endings of files worth compressing; pictures and fonts are compressed already.
const TEXTS: [&str; 8] = ["html", "css", "js", "json", "wasm", "webmanifest", "svg", "txt"];

/// Results by the hash of their input, one file each.
pub(crate) struct Cache {
    dir: PathBuf,
    used: Mutex<BTreeSet<String>>,
    /// How many results were made, to give each a folder of its own: two files of a site may be alike.
    made: AtomicUsize,
}

impl Cache {
    /// Opens the cache in `dir`, which is made when it is missing.
    pub(crate) fn open(dir: PathBuf) -> Result<Self> {
        fs::create_dir_all(&dir)?;
        Ok(Self { dir, used: Mutex::default(), made: AtomicUsize::new(0) })
    }

    /// What was made from `input` before, or what `make` makes of it now. `make` gets a folder to work in.
    pub(crate) fn get(
        &self,
        input: &[&[u8]],
        make: impl FnOnce(&Path) -> Result<Vec<u8>>,
    ) -> Result<Vec<u8>> {
        let key = key(input);
        self.used.lock().map_err(|_| anyhow!("another thread failed"))?.insert(key.clone());
        let file = self.dir.join(&key);
        if let Ok(known) = fs::read(&file) {
            return Ok(known);
        }
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let work = self.dir.join(format!("{key}.{number}.work"));
        fs::create_dir_all(&work)?;
        let made = make(&work)?;
        // Written beside and renamed: a build that is stopped here leaves no half result behind.
        let whole = work.join("result");
        fs::write(&whole, &made)?;
        fs::rename(&whole, &file)?;
        fs::remove_dir_all(&work)?;
        Ok(made)
    }

    /// Writes `.br` (quality 11) and `.gz` beside every file of `dist` that gains by it.
    pub(crate) fn compress(&self, dist: &Path) -> Result<()> {
        let mut jobs: Vec<(u64, PathBuf)> = Vec::new();
        for file in machine::files_below(dist)? {
            let path = dist.join(&file);
            if path.extension().is_some_and(|end| TEXTS.iter().any(|text| end == *text)) {
                jobs.push((fs::metadata(&path)?.len(), path));
            }
        }
        // The largest is taken first, so that no thread begins it when the others are done.
        jobs.sort();
        let jobs = Mutex::new(jobs);
        let next = || jobs.lock().ok().and_then(|mut jobs| jobs.pop());
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads)
                .map(|_| {
                    scope.spawn(|| {
                        while let Some((_, path)) = next() {
                            self.compress_one(&path)?;
                        }
                        Ok(())
                    })
                })
                .collect();
            workers
                .into_iter()
                .try_for_each(|worker| worker.join().map_err(|_| anyhow!("a thread failed"))?)
        })
    }

    fn compress_one(&self, path: &Path) -> Result<()> {
        let plain = fs::read(path)?;
        let br = self.get(&[b"br 11", &plain], |_| brotli(&plain))?;
        let gz = self.get(&[b"gz 9", &plain], |_| gzip(&plain))?;
        for (ending, packed) in [("br", br), ("gz", gz)] {
            if packed.len() < plain.len() {
                fs::write(with_ending(path, ending), packed)?;
            }
        }
        Ok(())
    }

    /// Forgets what this build did not use.
    pub(crate) fn sweep(&self) -> Result<()> {
        let used = self.used.lock().map_err(|_| anyhow!("another thread failed"))?;
        for item in fs::read_dir(&self.dir)? {
            let path = item?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_file() && !used.contains(name.as_ref()) {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }
}

/// `a/b.js` and `br` make `a/b.js.br`.
pub(crate) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut whole = path.as_os_str().to_owned();
    whole.push(".");
    whole.push(ending);
    whole.into()
}

fn key(input: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in input {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hex(&hash.finalize())
}

/// The bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn brotli(plain: &[u8]) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &plain[..], &mut packed, &params)?;
    Ok(packed)
}

fn gzip(plain: &[u8]) -> Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(plain)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn two_files_that_are_alike_can_be_made_at_once() {
        let dir = std::env::temp_dir().join(format!("jiedui-pack-{}", std::process::id()));
        let cache = Cache::open(dir.clone()).unwrap();
        let both = Barrier::new(2);
        let make = || {
            cache.get(&[b"alike"], |work| {
                both.wait();
                assert!(work.is_dir());
                Ok(b"made".to_vec())
            })
        };
        std::thread::scope(|scope| {
            let [one, other] = [scope.spawn(make), scope.spawn(make)];
            for made in [one.join().unwrap(), other.join().unwrap()] {
                assert_eq!(made.unwrap(), b"made");
            }
        });
        fs::remove_dir_all(dir).unwrap();
    }
}
