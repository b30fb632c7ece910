//! Transposition of a small matrix.

/// Rows and columns of the block that is turned at a time.
const BLOCK: usize = 8;

/// `to[j][i] = from[i][j]` for `rows` by `columns` floats of `from`. Padding is left as it is.
pub(crate) fn transpose(
    from: &[f32],
    from_row: usize,
    rows: usize,
    columns: usize,
    to: &mut [f32],
    to_row: usize,
) {
    for i0 in (0..rows).step_by(BLOCK) {
        let height = BLOCK.min(rows - i0);
        for j in 0..columns {
            let target = &mut to[j * to_row + i0..][..height];
            for (i, x) in target.iter_mut().enumerate() {
                *x = from[(i0 + i) * from_row + j];
            }
        }
    }
}
