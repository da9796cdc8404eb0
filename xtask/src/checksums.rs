//! SHA-2 of the released files, as `sha256sum --check` and `shasum --check` read it.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use base16ct::lower;
use sha2::{Digest, Sha256, Sha512};

use crate::project;

/// The hashes of a file in lower-case hexadecimal digits.
pub struct Hashes {
    /// SHA-256.
    pub sha256: String,
    /// SHA-512.
    pub sha512: String,
}

/// The hashes of a file.
pub fn of(file: &Path) -> Result<Hashes> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", project::shown(file)))?;
    Ok(Hashes {
        sha256: lower::encode_string(&Sha256::digest(&bytes)),
        sha512: lower::encode_string(&Sha512::digest(&bytes)),
    })
}

/// Writes `SHA256SUMS` and `SHA512SUMS` beside these files, which are in one folder.
pub fn write(files: &[&Path]) -> Result<()> {
    let folder = files.first().and_then(|file| file.parent());
    let folder = folder.context("there is nothing to sum up")?;
    let (mut sha256, mut sha512) = (String::new(), String::new());
    for file in files {
        let hashes = of(file)?;
        let name = file.file_name().context("a sum is of a file")?.to_string_lossy();
        // Two spaces: every implementation reads that.
        sha256 += &format!("{}  {name}\n", hashes.sha256);
        sha512 += &format!("{}  {name}\n", hashes.sha512);
    }
    project::write(folder.join("SHA256SUMS"), sha256)?;
    project::write(folder.join("SHA512SUMS"), sha512)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first examples of FIPS 180-4.
    const ABC: [&str; 2] = [
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
         2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    ];

    #[test]
    fn sums_are_those_of_the_standard_a_line_for_each_file() {
        let folder = project::target().join("tmp/checksums");
        let (one, two) = (folder.join("one.tgz"), folder.join("two.json"));
        for file in [&one, &two] {
            project::write(file, "abc").unwrap();
        }
        write(&[&one, &two]).unwrap();
        for (name, sum) in ["SHA256SUMS", "SHA512SUMS"].iter().zip(ABC) {
            let sums = project::read(folder.join(name)).unwrap();
            assert_eq!(sums, format!("{sum}  one.tgz\n{sum}  two.json\n"));
        }
        assert_eq!(of(&one).unwrap().sha256, ABC[0]);
        assert!(write(&[]).is_err());
        assert!(write(&[&folder.join("none")]).is_err());
    }
}
