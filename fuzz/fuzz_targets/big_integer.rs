//! Quoting big integers: nothing but quotes is added, and only around integers that a JavaScript number cannot hold.

#![no_main]

use libfuzzer_sys::fuzz_target;
use midjourney_fuzz::gateway::big_integer::quote;
use serde_json::{
    Value,
    Value::{Array, Number, Object, String as Text},
};

/// 2^53 − 1.
const SAFE: f64 = 9_007_199_254_740_991.0;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let quoted = quote(text.clone().into_owned());
    assert_eq!(quote(quoted.clone()), quoted, "twice is once");
    let tokens = added(&text, &quoted);
    for token in &tokens {
        assert!(is_big(token), "{token} is small");
    }
    let parse = serde_json::from_str::<Value>;
    match (parse(&text), parse(&quoted)) {
        (Ok(plain), Ok(exact)) => assert!(is_same(&plain, &exact), "{plain} became {exact}"),
        (Ok(plain), Err(error)) => panic!("{plain} became {error}"),
        // Quotes make a text of what no number may look like, and a name of what none may be; serde_json has no infinity.
        (Err(_), Ok(_)) => {
            let is_odd = |token: &&str| {
                token.trim_start_matches('-').starts_with('0') || token.len() > 308 || is_name(token, &quoted)
            };
            assert!(
                tokens.iter().any(|token| is_odd(&token.as_str())),
                "{text} became JSON"
            );
        }
        (Err(_), Err(_)) => {}
    }
});

/// The tokens that quotes were put around; all else must be as it was.
fn added(text: &str, quoted: &str) -> Vec<String> {
    let (mut plain, mut tokens) = (text.chars().peekable(), Vec::new());
    let mut open: Option<String> = None;
    for char in quoted.chars() {
        if char == '"'
            && let Some(token) = open.take()
        {
            tokens.push(token);
        } else if plain.peek() == Some(&char) {
            plain.next();
            if let Some(token) = &mut open {
                token.push(char);
            }
        } else {
            assert_eq!(char, '"', "something else than a quote was added");
            open = Some(String::new());
        }
    }
    assert!(plain.next().is_none() && open.is_none(), "something was lost");
    tokens
}

fn is_big(token: &str) -> bool {
    let digits = token.strip_prefix('-').unwrap_or(token);
    let value: f64 = digits.parse().unwrap_or_default();
    digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits.starts_with('0') || value > SAFE)
        && digits.len() >= 16
}

fn is_name(token: &str, quoted: &str) -> bool {
    let text = format!("\"{token}\"");
    let mut rests = quoted.split(&text).skip(1);
    rests.any(|rest| rest.trim_ascii_start().starts_with(':'))
}

fn is_same(plain: &Value, exact: &Value) -> bool {
    match (plain, exact) {
        (Number(number), Text(digits)) => {
            let value = number.as_f64().unwrap_or_default();
            let is_exact = number.is_f64() || number.to_string() == *digits;
            value.abs() > SAFE && is_exact && digits.parse() == Ok(value)
        }
        (Number(a), Number(b)) => a == b && a.as_i64().is_none_or(|n| n.unsigned_abs() as f64 <= SAFE),
        (Array(a), Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        (Object(a), Object(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((k, a), (l, b))| k == l && is_same(a, b))
        }
        (a, b) => a == b,
    }
}
