//! What operators give, as Excel has it; `None` where that depends on the country or
//! on rules that are not followed here.

use super::outcome::Outcome;

#[expect(clippy::float_cmp, reason = "as Excel compares what is stored")]
pub(super) fn is_same(one: f64, other: f64) -> bool {
    one == other
}

/// A number in an operation; else what the operation gives in its place, if that is known.
pub(super) fn number(value: Outcome) -> Result<f64, Option<Outcome>> {
    match value {
        Outcome::Number(it) => Ok(it),
        Outcome::Blank => Ok(0.0),
        Outcome::Bool(it) => Ok(f64::from(u8::from(it))),
        Outcome::Error(_) => Err(Some(value)),
        // Whether it is read as a number depends on the country.
        Outcome::Text(_) => Err(None),
    }
}

pub(super) fn binary(operator: &str, one: Outcome, other: Outcome) -> Option<Outcome> {
    if let Outcome::Error(_) = one {
        return Some(one);
    }
    if let Outcome::Error(_) = other {
        return Some(other);
    }
    match operator {
        "&" => Some(Outcome::Text(shown(&one)? + &shown(&other)?)),
        "=" | "<" | ">" | "<=" | ">=" | "<>" => compared(operator, &one, &other),
        _ => {
            let (one, other) = match (number(one), number(other)) {
                (Ok(one), Ok(other)) => (one, other),
                (Err(it), _) | (_, Err(it)) => return it,
            };
            Some(match operator {
                "+" => Outcome::Number(one + other),
                "-" => Outcome::Number(one - other),
                "*" => Outcome::Number(one * other),
                "/" if other == 0.0 => Outcome::Error("#DIV/0!".to_owned()),
                "/" => Outcome::Number(one / other),
                _ => return None,
            })
        }
    }
}

/// A value as `&` writes it.
fn shown(value: &Outcome) -> Option<String> {
    match value {
        Outcome::Blank => Some(String::new()),
        Outcome::Text(it) => Some(it.clone()),
        Outcome::Number(it) if it.fract() == 0.0 && it.abs() < 1e9 => Some(it.to_string()),
        _ => None,
    }
}

fn compared(operator: &str, one: &Outcome, other: &Outcome) -> Option<Outcome> {
    use std::cmp::Ordering;
    let as_text = |it: &Outcome| match it {
        Outcome::Text(it) => Some(it.to_lowercase()),
        Outcome::Blank => Some(String::new()),
        _ => None,
    };
    let as_number = |it: &Outcome| match it {
        Outcome::Number(it) => Some(*it),
        Outcome::Blank => Some(0.0),
        _ => None,
    };
    let order = if let (Some(one), Some(other)) = (as_number(one), as_number(other)) {
        one.partial_cmp(&other)?
    } else if let (Some(one), Some(other)) = (as_text(one), as_text(other)) {
        // Which of two texts is greater depends on the country.
        match operator {
            "=" | "<>" => one.cmp(&other),
            _ => return None,
        }
    } else if let (Outcome::Number(_), Outcome::Text(_)) = (one, other) {
        Ordering::Less
    } else if let (Outcome::Text(_), Outcome::Number(_)) = (one, other) {
        Ordering::Greater
    } else {
        return None;
    };
    Some(Outcome::Bool(match operator {
        "=" => order.is_eq(),
        "<>" => order.is_ne(),
        "<" => order.is_lt(),
        ">" => order.is_gt(),
        "<=" => order.is_le(),
        _ => order.is_ge(),
    }))
}

/// Rounds to digits behind the point; what lies too near a half to tell is left alone.
pub(super) fn rounded(name: &str, value: f64, digits: f64) -> Option<Outcome> {
    if digits.fract() != 0.0 || !(0.0..=8.0).contains(&digits) || value.abs() > 1e9 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 8")]
    let scale = 10_f64.powi(digits as i32);
    let scaled = value * scale;
    let part = scaled.abs().fract();
    let is_near = |it: f64| (part - it).abs() < 1e-6;
    let whole = match name {
        "ROUND" if is_near(0.5) && part.to_bits() != 0.5_f64.to_bits() => return None,
        "ROUND" => scaled.round(),
        _ if part != 0.0 && (is_near(0.0) || is_near(1.0)) => return None,
        "ROUNDDOWN" => scaled.trunc(),
        _ => scaled.abs().ceil().copysign(scaled),
    };
    Some(Outcome::Number(whole / scale))
}
