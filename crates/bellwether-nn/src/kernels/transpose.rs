//! Transposition of a small matrix.

/// Rows and columns of the block that is turned at a time.
const BLOCK: usize = 4;

/// `to[j][i] = from[i][j]` for `rows` by `columns` floats of `from`. Padding is left as it is.
pub(crate) fn transpose(
    from: &[f32],
    from_row: usize,
    rows: usize,
    columns: usize,
    to: &mut [f32],
    to_row: usize,
) {
    let (whole_rows, whole_columns) = (rows - rows % BLOCK, columns - columns % BLOCK);
    for i in (0..whole_rows).step_by(BLOCK) {
        for j in (0..whole_columns).step_by(BLOCK) {
            let block: [[f32; BLOCK]; BLOCK] = std::array::from_fn(|r| {
                let row = &from[(i + r) * from_row + j..][..BLOCK];
                std::array::from_fn(|c| row[c])
            });
            for c in 0..BLOCK {
                let turned: [f32; BLOCK] = std::array::from_fn(|r| block[r][c]);
                to[(j + c) * to_row + i..][..BLOCK].copy_from_slice(&turned);
            }
        }
        for j in whole_columns..columns {
            for r in 0..BLOCK {
                to[j * to_row + i + r] = from[(i + r) * from_row + j];
            }
        }
    }
    for i in whole_rows..rows {
        for j in 0..columns {
            to[j * to_row + i] = from[i * from_row + j];
        }
    }
}
