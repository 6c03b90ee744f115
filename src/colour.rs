//! Colours as style sheets write them, and how well one can be read on another.
//!
//! Contrast is that of WCAG 2.2: <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.

use std::fmt;

/// A colour of sRGB without transparency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colour {
    /// 0 to 255.
    red: u8,
    /// 0 to 255.
    green: u8,
    /// 0 to 255.
    blue: u8,
}

/// So many steps lead from a colour to black or white.
const STEPS: u32 = 64;

impl Colour {
    /// White.
    pub const WHITE: Self = Self { red: 255, green: 255, blue: 255 };

    /// Black.
    pub const BLACK: Self = Self { red: 0, green: 0, blue: 0 };

    /// Reads `#0b5d4b` or `#0a4`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let number = |digits: &str| u8::from_str_radix(digits, 16).ok();
        match digits.len() {
            3 => {
                let twice =
                    |place: usize| number(&digits[place..=place]).map(|digit| digit * 17);
                Some(Self { red: twice(0)?, green: twice(1)?, blue: twice(2)? })
            }
            6 => Some(Self {
                red: number(&digits[..2])?,
                green: number(&digits[2..4])?,
                blue: number(&digits[4..])?,
            }),
            _ => None,
        }
    }

    /// The contrast to another colour, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The nearest colour on the way to black or white that has a contrast to all of some others; nothing
    /// where there is none.
    pub fn readable(self, on: &[Self], contrast: f64) -> Option<Self> {
        let is_good =
            |colour: &Self| on.iter().all(|on| colour.contrast(*on) >= contrast);
        let on_the_way = (0..=STEPS).flat_map(|step| {
            [self.mixed(Self::BLACK, step), self.mixed(Self::WHITE, step)]
        });
        on_the_way.into_iter().find(is_good)
    }

    /// The relative luminance, 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let part = f64::from(channel) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.red)
            + 0.7152 * linear(self.green)
            + 0.0722 * linear(self.blue)
    }

    /// The colour so many steps on the way to another one.
    fn mixed(self, other: Self, step: u32) -> Self {
        let mix = |own: u8, other: u8| {
            let sum = u32::from(own) * (STEPS - step) + u32::from(other) * step;
            u8::try_from((sum + STEPS / 2) / STEPS).unwrap_or(u8::MAX)
        };
        Self {
            red: mix(self.red, other.red),
            green: mix(self.green, other.green),
            blue: mix(self.blue, other.blue),
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A colour.
    fn colour(text: &str) -> Colour {
        Colour::parse(text).expect("a colour")
    }

    #[test]
    fn reads_and_writes() {
        assert_eq!(colour("#0B5d4b").to_string(), "#0b5d4b");
        assert_eq!(colour("#0a4").to_string(), "#00aa44");
        for text in ["0b5d4b", "#0b5d4", "#0b5d4bff", "#ggg", "#", "rot", "#+12", "#äöü"]
        {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((Colour::BLACK.contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
        assert!((colour("#777777").contrast(Colour::WHITE) - 4.478).abs() < 1e-3);
        assert!((colour("#0b5d4b").contrast(Colour::WHITE) - 7.83).abs() < 0.01);
        assert!((Colour::WHITE.contrast(Colour::WHITE) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn finds_the_nearest_that_can_be_read() {
        let paper = [Colour::WHITE, colour("#f4f6f5")];
        assert_eq!(colour("#0b5d4b").readable(&paper, 4.5), Some(colour("#0b5d4b")));
        let darker = colour("#ff8800").readable(&paper, 4.5).expect("a darker one");
        assert!(paper.iter().all(|paper| darker.contrast(*paper) >= 4.5));
        let lighter = colour("#7a2230").readable(&[colour("#10161c")], 4.5);
        assert!(lighter.expect("a lighter one").contrast(colour("#10161c")) >= 4.5);
        assert_eq!(Colour::BLACK.readable(&[Colour::BLACK, Colour::WHITE], 5.0), None);
    }
}
