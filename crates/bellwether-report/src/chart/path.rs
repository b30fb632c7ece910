//! Path data in integer quanta: `M` absolute, then relative `l`, `m`, `h0` (a dot) and `v` (a stick).

use super::svg::push;

/// Writes one path's data.
#[derive(Debug, Default)]
pub(crate) struct Path {
    text: String,
    at: Option<(i64, i64)>,
    last_command: char,
}

impl Path {
    /// A line through the points; `None` breaks it. A lone point between breaks is drawn as a dot.
    pub(crate) fn line(points: &[Option<(i64, i64)>]) -> String {
        let mut path = Self::default();
        let mut pen = false;
        for (i, point) in points.iter().enumerate() {
            let Some(point) = *point else {
                pen = false;
                continue;
            };
            let alone = !pen && points.get(i + 1).is_none_or(Option::is_none);
            path.go(if pen { 'l' } else { 'm' }, point);
            if alone {
                path.text.push_str("h0");
                path.last_command = 'h';
            }
            pen = true;
        }
        path.text
    }

    /// A dot at each point.
    pub(crate) fn dots(points: &[Option<(i64, i64)>]) -> String {
        let mut path = Self::default();
        for point in points.iter().flatten() {
            path.go('m', *point);
            path.text.push_str("h0");
            path.last_command = 'h';
        }
        path.text
    }

    /// A stick from `base` to each point.
    pub(crate) fn sticks(points: &[Option<(i64, i64)>], base: i64) -> String {
        let mut path = Self::default();
        for (x, y) in points.iter().flatten().copied() {
            path.go('m', (x, base));
            push!(&mut path.text, "v{}", y - base);
            path.at = Some((x, y));
            path.last_command = 'v';
        }
        path.text
    }

    fn go(&mut self, command: char, (x, y): (i64, i64)) {
        let Some((x0, y0)) = self.at else {
            push!(&mut self.text, "M{x} {y}");
            self.at = Some((x, y));
            self.last_command = 'M';
            return;
        };
        let (dx, dy) = (x - x0, y - y0);
        if command != 'l' || self.last_command != 'l' {
            self.text.push(command);
        } else if dx >= 0 {
            self.text.push(' ');
        }
        push!(&mut self.text, "{dx}{}{dy}", if dy < 0 { "" } else { " " });
        self.at = Some((x, y));
        self.last_command = command;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_where_a_value_is_missing() {
        let points =
            [Some((0, 5)), Some((1, 3)), Some((3, 8)), None, Some((9, 9)), None, Some((4, 1)), Some((5, 1))];
        assert_eq!(Path::line(&points), "M0 5l1-2 2 5m6 1h0m-5-8l1 0");
    }

    #[test]
    fn dots_and_sticks() {
        let points = [Some((1, 2)), None, Some((4, 0))];
        assert_eq!(Path::dots(&points), "M1 2h0m3-2h0");
        assert_eq!(Path::sticks(&points, 10), "M1 10v-8m3 8v-10");
    }
}
