//! Base64 of bytes that come in pieces, so that a picture never stands in memory as a whole.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// An encoder that carries the one or two bytes which do not fill a group over to the next piece.
#[derive(Default)]
pub struct Encoder {
    carry: u32,
    held: u8,
}

impl Encoder {
    /// The text of all complete groups of what was given so far.
    pub fn push(&mut self, bytes: &[u8]) -> String {
        let mut text = String::with_capacity(bytes.len() / 3 * 4 + 4);
        for &byte in bytes {
            self.carry = self.carry << 8 | u32::from(byte);
            self.held += 1;
            if self.held == 3 {
                group(&mut text, self.carry, 4);
                *self = Self::default();
            }
        }
        text
    }

    /// The last group, padded.
    pub fn finish(self) -> String {
        let mut text = String::new();
        match self.held {
            1 => group(&mut text, self.carry << 16, 2),
            2 => group(&mut text, self.carry << 8, 3),
            _ => return text,
        }
        while text.len() < 4 {
            text.push('=');
        }
        text
    }
}

fn group(text: &mut String, bits: u32, letters: u32) {
    for letter in 0..letters {
        let index = (bits >> (18 - 6 * letter) & 63) as usize;
        text.push(char::from(ALPHABET.get(index).copied().unwrap_or_default()));
    }
}

/// The bytes of the first complete groups of a base64 text: enough to tell the kind of a picture.
pub fn decode_start(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0_u32, 0);
    for byte in text.bytes() {
        let Some(value) = ALPHABET.iter().position(|&letter| letter == byte) else { break };
        bits = bits << 6 | value as u32;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_the_same_text_as_the_whole() {
        let bytes: Vec<u8> = (0..=255).collect();
        for (length, wanted) in [(0, ""), (1, "AA=="), (2, "AAE="), (3, "AAEC"), (4, "AAECAw==")] {
            for cut in 0..=length {
                let mut encoder = Encoder::default();
                let text =
                    encoder.push(&bytes[..cut]) + &encoder.push(&bytes[cut..length]) + &encoder.finish();
                assert_eq!(text, wanted);
            }
        }
        let mut encoder = Encoder::default();
        let text = encoder.push(&bytes) + &encoder.finish();
        assert_eq!(decode_start(&text), bytes);
    }

    #[test]
    fn a_start_is_decoded_up_to_what_is_no_base64() {
        assert_eq!(decode_start("iVBORw0K*"), b"\x89PNG\r\n");
        assert_eq!(decode_start(""), b"");
    }
}
