//! Points on a circle without the machine's floating point: the same on every machine.

/// Parts of a whole turn.
pub(super) const TURN: i64 = 1 << 20;

/// What stands for the length one.
const ONE: i64 = 1 << 30;

/// The sine of a part of a turn, times 2³⁰, by its power series on an eighth of a turn.
fn sine(turn: i64) -> i64 {
    let turn = turn.rem_euclid(TURN);
    let (half, turn) = (turn / (TURN / 2), turn % (TURN / 2));
    let turn = if turn > TURN / 4 { TURN / 2 - turn } else { turn };
    let value = if turn <= TURN / 8 { odd(turn) } else { even(TURN / 4 - turn) };
    if half == 0 { value } else { -value }
}

/// An angle of at most an eighth of a turn, as a length on the circle times 2³⁰.
fn radians(turn: i64) -> i64 {
    // 2π · 2³⁰, rounded.
    turn * 6_746_518_852 / TURN
}

/// The sine of a small angle.
fn odd(turn: i64) -> i64 {
    series(radians(turn), 1)
}

/// The cosine of a small angle.
fn even(turn: i64) -> i64 {
    series(radians(turn), 0)
}

/// The power series of sine (from degree 1) or cosine (from degree 0).
fn series(angle: i64, degree: i64) -> i64 {
    let square = angle * angle / ONE;
    let mut term = if degree == 0 { ONE } else { angle };
    let mut sum = term;
    let mut at = degree;
    while term != 0 {
        term = -(term * square / ONE) / ((at + 1) * (at + 2));
        sum += term;
        at += 2;
    }
    sum
}

/// The point at a part of a turn, clockwise from the right; all lengths in the same unit.
pub(super) fn point(middle: (i32, i32), radius: i32, turn: i64) -> (i32, i32) {
    let across = round(i64::from(radius) * sine(turn + TURN / 4));
    let down = round(i64::from(radius) * sine(turn));
    (middle.0 + across, middle.1 + down)
}

/// A product with a sine as a whole number.
fn round(product: i64) -> i32 {
    i32::try_from((product + ONE / 2).div_euclid(ONE)).unwrap_or(0)
}

/// A part of a turn in tenths of a degree.
pub(super) fn tenths_of_degrees(turn: i64) -> i32 {
    i32::try_from((turn.rem_euclid(TURN) * 3600 + TURN / 2) / TURN).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_lie_where_they_should() {
        for turn in (0..TURN).step_by(1013) {
            let share = |part: i64| f64::from(i32::try_from(part).expect("it is small"));
            let angle = share(turn) / share(TURN) * std::f64::consts::TAU;
            let (x, y) = point((0, 0), 100_000, turn);
            assert!((f64::from(x) - angle.cos() * 100_000.0).abs() < 1.0, "{turn}");
            assert!((f64::from(y) - angle.sin() * 100_000.0).abs() < 1.0, "{turn}");
        }
        assert_eq!(point((5, 5), 10, TURN / 4), (5, 15));
    }
}
