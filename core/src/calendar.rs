//! School years, semesters, school months, holidays, festivals, partial dates.
