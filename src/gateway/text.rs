//! The few operations on texts that are needed, without the search engine and the formatting behind the standard library's:
//! a page would have to download them.

/// Whether `part` occurs in `text`.
#[inline(never)]
pub fn contains(text: &str, part: &str) -> bool {
    text.as_bytes()
        .windows(part.len())
        .any(|window| window == part.as_bytes())
}

/// The texts one after the other.
#[inline(never)]
pub fn concat(parts: &[&str]) -> String {
    let mut whole = String::new();
    for part in parts {
        whole.push_str(part);
    }
    whole
}

/// The part with that number of a table, whose parts have a `|` between them.
#[inline(never)]
pub fn part(table: &'static str, index: usize) -> &'static str {
    let (mut start, mut left) = (0, index);
    for (at, byte) in table.bytes().enumerate() {
        if byte == b'|' {
            if left == 0 {
                return table.get(start..at).unwrap_or_default();
            }
            left -= 1;
            start = at + 1;
        }
    }
    table.get(start..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_the_standard_librarys() {
        assert!(contains("a::b", "::") && contains("::", "::") && contains("窗口等待", "等待"));
        assert!(!contains(":", "::") && !contains("", "x") && !contains("a:b:", "::"));
        assert_eq!(concat(&["a", "", "猫"]), "a猫");
        for table in ["", "a", "a||猫|", "|b"] {
            for (at, wanted) in table.split('|').enumerate() {
                assert_eq!(part(table, at), wanted, "{table} {at}");
            }
        }
    }
}
