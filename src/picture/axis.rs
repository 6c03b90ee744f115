//! Days as places on a line.

use crate::date::Date;

/// A stretch of days along a stretch of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Axis {
    /// The first day.
    first: i32,
    /// The day after the last one.
    end: i32,
    /// Where the first day starts.
    pub(super) from: i32,
    /// Where the last day ends.
    pub(super) to: i32,
}

impl Axis {
    /// The whole months of some dates between two places; nothing without dates.
    pub(super) fn new(dates: &[Date], from: i32, to: i32) -> Option<Self> {
        let first = dates.iter().map(|date| date.first_day()).min()?;
        let last = dates.iter().map(|date| date.last_day()).max()?;
        let first = month_start(first.year(), first.month().unwrap_or(1));
        let end = match last.month().unwrap_or(12) {
            12 => month_start(last.year() + 1, 1),
            month => month_start(last.year(), month + 1),
        };
        Some(Self { first, end, from, to })
    }

    /// Where a day starts.
    fn place(self, day: i32) -> i32 {
        let share = i64::from(day.clamp(self.first, self.end) - self.first);
        let length = i64::from(self.to - self.from);
        let days = i64::from((self.end - self.first).max(1));
        self.from + i32::try_from(share * length / days).unwrap_or(0)
    }

    /// Where a date starts.
    pub(super) fn start(self, date: Date) -> i32 {
        self.place(day_number(date.first_day()))
    }

    /// Where a date ends.
    pub(super) fn stop(self, date: Date) -> i32 {
        self.place(day_number(date.last_day()) + 1)
    }

    /// The middle of a date: the day itself, the middle of a month or of a year.
    pub(super) fn middle(self, date: Date) -> i32 {
        i32::midpoint(self.start(date), self.stop(date))
    }

    /// Where years start that can be named without touching, and where the line itself starts.
    pub(super) fn years(self) -> Vec<(i32, i16)> {
        let first = year_of(self.first);
        let last = year_of(self.end - 1);
        let room = (self.to - self.from) / i32::from(last - first + 1).max(1);
        let step = [1, 2, 5, 10, 20, 50, 100, 200, 500]
            .into_iter()
            .find(|step| room * i32::from(*step) >= 44)
            .unwrap_or(1000);
        let mut years = vec![];
        for year in first..=last {
            let place = self.place(month_start(year, 1));
            if year == first || year % step == 0 {
                years.push((place, year));
            }
        }
        if years.len() > 1 && years[1].0 - years[0].0 < 44 {
            years.remove(0);
        }
        years.retain(|(place, _)| *place <= self.to - 48);
        years
    }
}

/// The number of a month's first day.
fn month_start(year: i16, month: i8) -> i32 {
    days(i32::from(year), i32::from(month), 1)
}

/// The number of a date's first day.
fn day_number(date: Date) -> i32 {
    let month = i32::from(date.month().unwrap_or(1));
    days(i32::from(date.year()), month, i32::from(date.day_of_month().unwrap_or(1)))
}

/// Days since the first of March of the year 0, in the Gregorian calendar: a year that starts with March
/// has its leap day at the end, so that months are as long in every year.
fn days(year: i32, month: i32, day: i32) -> i32 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1
}

/// The year that a day lies in.
fn year_of(day: i32) -> i16 {
    let guess = i16::try_from(day / 366).unwrap_or(i16::MAX - 64);
    (guess..guess + 64)
        .take_while(|year| month_start(*year, 1) <= day)
        .last()
        .unwrap_or(guess)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    #[test]
    fn days_follow_each_other() {
        let mut day = date("1999-12-30");
        for _ in 0..1600 {
            let next = day.day_after().expect("the calendar goes on");
            assert_eq!(day_number(next), day_number(day) + 1, "{day}");
            assert_eq!(year_of(day_number(day)), day.year(), "{day}");
            day = next;
        }
        assert_eq!(year_of(day_number(date("9999-12-31"))), 9999);
        assert_eq!(year_of(day_number(date("0001-01-01"))), 1);
    }

    #[test]
    fn whole_months_fill_the_line() {
        let axis =
            Axis::new(&[date("2016-03-07"), date("2018-11")], 0, 990).expect("dates");
        assert_eq!(
            (axis.start(date("2016-03-01")), axis.stop(date("2018-11-30"))),
            (0, 990)
        );
        assert_eq!(axis.start(date("2015")), 0);
        assert_eq!(
            axis.years().iter().map(|year| year.1).collect::<Vec<_>>(),
            [2016, 2017, 2018]
        );
        let century = Axis::new(&[date("1900"), date("2018")], 0, 300).expect("dates");
        assert!(century.years().windows(2).all(|pair| pair[1].0 - pair[0].0 >= 40));
    }
}
