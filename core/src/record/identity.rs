//! Identity numbers (GB 11643): eighteen signs, of which the last checks the others.

use chrono::NaiveDate;

/// What an identity number says about its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The day of birth.
    pub born: NaiveDate,
    /// Whether the holder is a woman: the seventeenth digit is even.
    pub female: bool,
}

/// Why a text is no identity number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityProblem {
    /// Not eighteen signs.
    #[error("an identity number has 18 signs, this one has {0}")]
    Length(usize),
    /// Something else than digits, or than an X at the end.
    #[error("an identity number is 17 digits and a digit or X")]
    Sign,
    /// The digits seven to fourteen are no day.
    #[error("digits 7 to 14 are no date of birth")]
    Birth,
    /// The last sign does not check the others.
    #[error("the last sign should be {expected}: a digit is wrong or two are swapped")]
    Check {
        /// What the last sign would have to be.
        expected: char,
    },
}

/// The number as it is written: without blanks, full-width digits made plain, a small x made large.
pub fn normalised(text: &str) -> String {
    let plain = |sign: char| match sign {
        '０'..='９' => char::from_digit(u32::from(sign) - u32::from('０'), 10).unwrap_or(sign),
        'x' | 'ｘ' | 'Ｘ' => 'X',
        other => other,
    };
    text.chars().filter(|sign| !sign.is_whitespace()).map(plain).collect()
}

/// Reads an identity number, in whatever way it was typed.
///
/// # Errors
///
/// Says what is wrong with it; nothing here is a reason to refuse a record.
pub fn identity(text: &str) -> Result<Identity, IdentityProblem> {
    let number = normalised(text);
    let signs: Vec<char> = number.chars().collect();
    if signs.len() != 18 {
        return Err(IdentityProblem::Length(signs.len()));
    }
    let last = signs[17];
    let digits: Option<Vec<u32>> = signs[..17].iter().map(|sign| sign.to_digit(10)).collect();
    let Some(digits) = digits.filter(|_| last == 'X' || last.is_ascii_digit()) else {
        return Err(IdentityProblem::Sign);
    };
    let born = number.get(6..14).and_then(|day| NaiveDate::parse_from_str(day, "%Y%m%d").ok());
    let born = born.ok_or(IdentityProblem::Birth)?;
    let expected = check_sign(&digits);
    if last != expected {
        return Err(IdentityProblem::Check { expected });
    }
    Ok(Identity { born, female: digits[16] % 2 == 0 })
}

/// The check sign of ISO 7064, MOD 11-2, over the first seventeen digits.
fn check_sign(digits: &[u32]) -> char {
    let sum = digits.iter().fold(0, |sum, digit| (sum + digit) * 2 % 11);
    match (12 - sum) % 11 {
        10 => 'X',
        rest => char::from_digit(rest, 10).unwrap_or('0'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number that nobody has: region 999999.
    fn made(body: &str) -> String {
        let digits: Vec<u32> = body.chars().map(|sign| sign.to_digit(10).unwrap()).collect();
        format!("{body}{}", check_sign(&digits))
    }

    #[test]
    fn the_example_of_the_standard_is_read() {
        let read = identity("11010519491231002X").unwrap();
        assert_eq!((read.born, read.female), ("1949-12-31".parse().unwrap(), true));
        assert_eq!(identity("440524188001010014").unwrap().born, "1880-01-01".parse().unwrap());
    }

    #[test]
    fn a_small_x_blanks_and_wide_digits_are_made_plain() {
        assert_eq!(normalised(" 110105 19491231 002x "), "11010519491231002X");
        assert_eq!(normalised("１１０１０５１９４９１２３１００２ｘ"), "11010519491231002X");
        assert!(identity("11010519491231002x").is_ok());
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(identity("110105491231002"), Err(IdentityProblem::Length(15)));
        assert_eq!(identity(""), Err(IdentityProblem::Length(0)));
        assert_eq!(identity("1101051949123100XX"), Err(IdentityProblem::Sign));
        assert_eq!(identity("11010519490231002X"), Err(IdentityProblem::Birth));
        let wrong = Err(IdentityProblem::Check { expected: 'X' });
        assert_eq!(identity("110105194912310021"), wrong);
        assert_eq!(identity("身份证号码身份证号码身份证号码身份证"), Err(IdentityProblem::Sign));
    }

    #[test]
    fn any_one_wrong_digit_and_any_two_swapped_neighbours_are_noticed() {
        let good = made("99999920100229123".replace("20100229", "20120229").as_str());
        assert!(identity(&good).is_ok());
        let signs: Vec<char> = good.chars().collect();
        for at in 0..17 {
            for digit in '0'..='9' {
                let mut other = signs.clone();
                other[at] = digit;
                let same = digit == signs[at];
                assert_eq!(identity(&other.iter().collect::<String>()).is_ok(), same, "{other:?}");
            }
            let mut other = signs.clone();
            other.swap(at, at + 1);
            let same = signs[at] == signs[at + 1];
            assert_eq!(identity(&other.iter().collect::<String>()).is_ok(), same, "{other:?}");
        }
    }
}
