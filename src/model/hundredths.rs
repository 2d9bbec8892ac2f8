//! Decimal numbers that are compared with printed limits.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

/// A decimal number, kept in hundredths: percentages, months, points.
///
/// Compared with printed limits, and in `f64` even `0.1 + 0.2 == 0.3` is false. What was
/// written beyond the hundredth is kept beside it, so that 49.996 is under 50.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(try_from = "f64")]
pub struct Hundredths {
    /// To the nearest hundredth. Compared first: rounding keeps the order.
    hundredths: i32,
    /// What was written more or less than that, in 10⁻¹².
    beyond: i64,
}

impl Hundredths {
    /// Hundredths, and what was written beyond them, as they are kept.
    pub(super) const fn parts(self) -> (i32, i64) {
        (self.hundredths, self.beyond)
    }

    /// A number of such parts.
    pub(super) const fn of_parts(hundredths: i32, beyond: i64) -> Self {
        Self { hundredths, beyond }
    }

    /// `Hundredths::new(8550)` is 85.5.
    pub const fn new(hundredths: i32) -> Self {
        Self { hundredths, beyond: 0 }
    }

    /// A whole number; saturates outside ±21 million.
    pub const fn whole(number: i32) -> Self {
        Self::new(number.saturating_mul(100))
    }

    /// The count of hundredths, to the nearest.
    pub const fn get(self) -> i32 {
        self.hundredths
    }

    /// Whether it has no more than two decimals.
    pub const fn is_whole(self) -> bool {
        self.beyond == 0
    }

    /// A number as written, times ten to the power of `shift`, to the fifteen digits that
    /// a workbook shows; `None` when it is not finite, or lies outside ±1,000,000. The
    /// noise of binary fractions (under 10⁻⁹) is left off.
    pub fn written(number: f64, shift: i32) -> Option<Self> {
        /// Of one, and of a hundredth.
        const DECIMALS: i32 = 12;
        const HUNDREDTH: i128 = 10_000_000_000;
        const NOISE: i128 = 1_000;
        let shown = format!("{number:.14e}");
        let (digits, exponent) = shown.split_once('e')?;
        let digits: i128 = digits.replace('.', "").parse().ok()?;
        let exponent = exponent.parse::<i32>().ok()? - 14 + shift + DECIMALS;
        let power = 10_i128.checked_pow(exponent.unsigned_abs().min(38))?;
        let parts = if exponent >= 0 { digits.checked_mul(power)? } else { digits / power };
        let half = HUNDREDTH / 2 * parts.signum();
        let hundredths = parts.checked_add(half)? / HUNDREDTH;
        let beyond = parts - hundredths * HUNDREDTH;
        let beyond = if beyond.abs() < NOISE { 0 } else { i64::try_from(beyond).ok()? };
        let hundredths = i32::try_from(hundredths).ok().filter(|it| it.abs() <= 100_000_000)?;
        Some(Self { hundredths, beyond })
    }

    /// A cell's number; `None` when it has more than two decimals (beyond the
    /// noise of binary fractions), is not finite, or lies outside ±1,000,000.
    pub fn from_f64(number: f64) -> Option<Self> {
        const LIMIT: f64 = 1_000_000.0;
        let scaled = (number * 100.0).round();
        let is_exact = (number * 100.0 - scaled).abs() < 1e-6;
        if !(number.abs() <= LIMIT && is_exact) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "bounded by LIMIT just above")]
        let hundredths = scaled as i32;
        Some(Self::new(hundredths))
    }

    /// Written with `point` as the decimal sign and no needless zeros: to the hundredth,
    /// unless that would make a whole number of what is none.
    pub fn with_point(self, point: char) -> String {
        let sign = if self.hundredths < 0 { "-" } else { "" };
        let size = self.hundredths.unsigned_abs();
        let (whole, part) = (size / 100, size % 100);
        if self.beyond != 0 && part == 0 {
            return self.in_full(point);
        }
        match part {
            0 => format!("{sign}{whole}"),
            tenths if tenths % 10 == 0 => format!("{sign}{whole}{point}{}", tenths / 10),
            _ => format!("{sign}{whole}{point}{part:02}"),
        }
    }

    /// With every decimal that was written.
    fn in_full(self, point: char) -> String {
        const ONE: u64 = 1_000_000_000_000;
        let parts = i64::from(self.hundredths) * 10_000_000_000 + self.beyond;
        let sign = if parts < 0 { "-" } else { "" };
        let (whole, part) = (parts.unsigned_abs() / ONE, parts.unsigned_abs() % ONE);
        format!("{sign}{whole}{point}{}", format!("{part:012}").trim_end_matches('0'))
    }
}

impl TryFrom<f64> for Hundredths {
    type Error = String;

    fn try_from(number: f64) -> Result<Self, Self::Error> {
        Self::from_f64(number).ok_or_else(|| format!("{number} has more than two decimals"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hundredths_are_exact_and_bounded() {
        assert_eq!(Hundredths::from_f64(0.1 + 0.2), Some(Hundredths::new(30)));
        assert_eq!(Hundredths::from_f64(89.99), Some(Hundredths::new(8999)));
        assert_eq!(Hundredths::from_f64(33.333), None);
        assert_eq!(Hundredths::from_f64(f64::NAN), None);
        assert_eq!(Hundredths::from_f64(1e9), None);
        assert_eq!(Hundredths::new(8550).with_point(','), "85,5");
        assert_eq!(Hundredths::new(-5).with_point('.'), "-0.05");
        assert_eq!(Hundredths::whole(85).with_point(','), "85");
    }
}
