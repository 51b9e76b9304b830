//! Pinyin initials (R755): 「云溪」 is found by `yx`. A character with several readings stands under each, so a name is
//! found whichever way it is read.

/// Which letters a character may begin with.
#[derive(Debug, Default)]
pub struct Letters(
    /// A character and one of its letters, in order.
    Vec<(char, char)>,
);

/// A text with more readings than this is found by its first ones only.
const MOST_READINGS: usize = 8;

impl Letters {
    /// Reads the table: one line a letter, the letter and then its characters.
    pub fn read(table: &str) -> Self {
        let mut letters = Vec::new();
        for line in table.lines() {
            let mut characters = line.chars();
            let Some(letter) = characters.next() else { continue };
            letters.extend(characters.map(|character| (character, letter)));
        }
        letters.sort_unstable();
        Self(letters)
    }

    /// The letters of a character; none when it is not in the table.
    fn letters_of(&self, character: char) -> &[(char, char)] {
        let first = self.0.partition_point(|(own, _)| *own < character);
        let all = self.0.get(first..).unwrap_or_default();
        let count = all.iter().take_while(|(own, _)| *own == character).count();
        all.get(..count).unwrap_or_default()
    }

    /// The initials of a text in every reading, separated by blanks: 「长乐」 is `zl zy cl cy`. Letters and digits stand
    /// for themselves; what has no reading is left out.
    pub fn of(&self, text: &str) -> String {
        let mut readings = vec![String::new()];
        for character in text.chars() {
            let own = [(character, character.to_ascii_lowercase())];
            let letters = match self.letters_of(character) {
                [] if character.is_ascii_alphanumeric() => &own,
                [] => continue,
                letters => letters,
            };
            let mut longer = Vec::with_capacity(readings.len() * letters.len());
            for (_, letter) in letters {
                for reading in
                    readings.iter().take(MOST_READINGS / letters.len().clamp(1, MOST_READINGS))
                {
                    longer.push(format!("{reading}{letter}"));
                }
            }
            readings = longer;
        }
        readings.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_its_initials_in_every_reading() {
        let letters = Letters::read("c长\nl乐\ny乐云\nx溪\nz长");
        assert_eq!(letters.of("云溪"), "yx");
        let mut readings: Vec<_> = letters.of("长乐").split(' ').map(str::to_owned).collect();
        readings.sort();
        assert_eq!(readings, ["cl", "cy", "zl", "zy"]);
        assert_eq!(letters.of("云溪A1·園"), "yxa1");
    }

    #[test]
    fn a_long_text_of_many_readings_stays_short() {
        let letters = Letters::read("c长\nz长");
        assert!(letters.of(&"长".repeat(200)).split(' ').count() <= MOST_READINGS);
    }
}
