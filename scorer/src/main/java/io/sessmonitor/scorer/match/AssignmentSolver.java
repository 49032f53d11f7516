package io.sessmonitor.scorer.match;

import java.util.Arrays;

/**
 * Maximum-weight assignment of a dense rectangular matrix: always min(rows, columns) pairs, even where weights are negative.
 *
 * <p>Made for very many very small matrices. Row maxima in distinct columns are the answer at once; what is left goes to closed
 * forms for two and three rows, and from four on to shortest augmenting paths (Jonker and Volgenant 1987, rectangular as in
 * Crouse 2016) started from the row maxima. Exact throughout, O(rows² columns).
 *
 * <p>Weights must be finite. Not thread-safe: owns scratch arrays, which grow to the largest matrix seen.
 */
final class AssignmentSolver {

    private int[] columnOfRow = new int[0];
    private double[] rowDual = new double[0];
    private int[] rowOfColumn = new int[0];
    private double[] columnDual = new double[0];
    private double[] distance = new double[0];
    private int[] reachedFrom = new int[0];
    private int[] columns = new int[0];
    private double[] transposed = new double[0];

    /**
     * Value of the best assignment.
     *
     * @param w weights, row-major from index 0; not changed
     * @param rows 1 or more
     * @param cols not less than rows
     */
    double value(double[] w, int rows, int cols) {
        return switch (rows) {
            case 1 -> largest(w, cols);
            case 2 -> twoRows(w, cols);
            case 3 -> threeRows(w, cols);
            default -> {
                double distinct = distinctMaxima(w, rows, cols);
                if (distinct == distinct) {
                    yield distinct;
                }
                completeMaxima(w, rows, cols);
                yield assignedWeight(w, rows, cols);
            }
        };
    }

    /**
     * Best assignment of a matrix of any shape.
     *
     * @param w weights, row-major from index 0; not changed
     * @param partner receives the column of each row, or -1
     * @return its value
     */
    double assign(double[] w, int rows, int cols, int[] partner) {
        Arrays.fill(partner, 0, rows, -1);
        if (rows == 0 || cols == 0) {
            return 0;
        }
        if (rows <= cols) {
            return assignWide(w, rows, cols, partner);
        }
        if (transposed.length < rows * cols) {
            transposed = new double[rows * cols];
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                transposed[j * rows + i] = w[i * cols + j];
            }
        }
        double value = solve(transposed, cols, rows);
        for (int j = 0; j < cols; j++) {
            partner[columnOfRow[j]] = j;
        }
        return value;
    }

    private double assignWide(double[] w, int rows, int cols, int[] partner) {
        double value = solve(w, rows, cols);
        System.arraycopy(columnOfRow, 0, partner, 0, rows);
        return value;
    }

    private double solve(double[] w, int rows, int cols) {
        distinctMaxima(w, rows, cols);
        completeMaxima(w, rows, cols);
        return assignedWeight(w, rows, cols);
    }

    private static double largest(double[] w, int cols) {
        double best = w[0];
        for (int j = 1; j < cols; j++) {
            best = Math.max(best, w[j]);
        }
        return best;
    }

    private static double twoRows(double[] w, int cols) {
        double first0 = Double.NEGATIVE_INFINITY;
        double second0 = first0;
        double first1 = first0;
        double second1 = first0;
        int at0 = -1;
        int at1 = -1;
        for (int j = 0; j < cols; j++) {
            double x = w[j];
            double y = w[cols + j];
            if (x > first0) {
                second0 = first0;
                first0 = x;
                at0 = j;
            } else if (x > second0) {
                second0 = x;
            }
            if (y > first1) {
                second1 = first1;
                first1 = y;
                at1 = j;
            } else if (y > second1) {
                second1 = y;
            }
        }
        return at0 != at1 ? first0 + first1 : Math.max(first0 + second1, second0 + first1);
    }

    /** Best value for each subset of the three rows, column by column. */
    private static double threeRows(double[] w, int cols) {
        double none = Double.NEGATIVE_INFINITY;
        double r0 = none;
        double r1 = none;
        double r2 = none;
        double r01 = none;
        double r02 = none;
        double r12 = none;
        double r012 = none;
        for (int j = 0; j < cols; j++) {
            double x = w[j];
            double y = w[cols + j];
            double z = w[2 * cols + j];
            r012 = Math.max(Math.max(r012, r01 + z), Math.max(r02 + y, r12 + x));
            r01 = Math.max(r01, Math.max(r0 + y, r1 + x));
            r02 = Math.max(r02, Math.max(r0 + z, r2 + x));
            r12 = Math.max(r12, Math.max(r1 + z, r2 + y));
            r0 = Math.max(r0, x);
            r1 = Math.max(r1, y);
            r2 = Math.max(r2, z);
        }
        return r012;
    }

    /**
     * Gives each row its largest column, first come first served. Leaves duals that are feasible and tight for these pairs: row
     * maxima, and 0 for columns.
     *
     * @return the sum of the row maxima where no two rows wanted the same column, otherwise NaN
     */
    private double distinctMaxima(double[] w, int rows, int cols) {
        grow(rows, cols);
        Arrays.fill(rowOfColumn, 0, cols, -1);
        boolean distinct = true;
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            int start = i * cols;
            double best = w[start];
            int at = 0;
            for (int j = 1; j < cols; j++) {
                if (w[start + j] > best) {
                    best = w[start + j];
                    at = j;
                }
            }
            rowDual[i] = best;
            sum += best;
            if (rowOfColumn[at] < 0) {
                rowOfColumn[at] = i;
                columnOfRow[i] = at;
            } else {
                columnOfRow[i] = -1;
                distinct = false;
            }
        }
        return distinct ? sum : Double.NaN;
    }

    private void completeMaxima(double[] w, int rows, int cols) {
        Arrays.fill(columnDual, 0, cols, 0);
        for (int i = 0; i < rows; i++) {
            if (columnOfRow[i] < 0) {
                augment(w, cols, i);
            }
        }
    }

    /** Assigns one more row along the shortest path over slacks u[i] + v[j] - w[i,j], and keeps the duals feasible. */
    private void augment(double[] w, int cols, int freeRow) {
        for (int j = 0; j < cols; j++) {
            columns[j] = j;
            distance[j] = Double.POSITIVE_INFINITY;
        }
        int open = cols;
        int row = freeRow;
        double travelled = 0;
        int sink = -1;
        while (sink < 0) {
            double reach = travelled + rowDual[row];
            int start = row * cols;
            double nearest = Double.POSITIVE_INFINITY;
            int nearestAt = -1;
            for (int k = 0; k < open; k++) {
                int j = columns[k];
                double d = reach + columnDual[j] - w[start + j];
                if (d < distance[j]) {
                    distance[j] = d;
                    reachedFrom[j] = row;
                }
                if (distance[j] < nearest || (distance[j] == nearest && rowOfColumn[j] < 0)) {
                    nearest = distance[j];
                    nearestAt = k;
                }
            }
            travelled = nearest;
            int column = columns[nearestAt];
            // Closed columns gather behind the open ones.
            columns[nearestAt] = columns[--open];
            columns[open] = column;
            if (rowOfColumn[column] < 0) {
                sink = column;
            } else {
                row = rowOfColumn[column];
            }
        }
        rowDual[freeRow] -= travelled;
        for (int k = open + 1; k < cols; k++) {
            int j = columns[k];
            double change = travelled - distance[j];
            rowDual[rowOfColumn[j]] -= change;
            columnDual[j] += change;
        }
        int column = sink;
        int from;
        do {
            from = reachedFrom[column];
            rowOfColumn[column] = from;
            int next = columnOfRow[from];
            columnOfRow[from] = column;
            column = next;
        } while (from != freeRow);
    }

    private double assignedWeight(double[] w, int rows, int cols) {
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            sum += w[i * cols + columnOfRow[i]];
        }
        return sum;
    }

    private void grow(int rows, int cols) {
        if (columnOfRow.length < rows) {
            columnOfRow = new int[rows];
            rowDual = new double[rows];
        }
        if (rowOfColumn.length < cols) {
            rowOfColumn = new int[cols];
            columnDual = new double[cols];
            distance = new double[cols];
            reachedFrom = new int[cols];
            columns = new int[cols];
        }
    }
}
