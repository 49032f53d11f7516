package io.sessmonitor.scorer.match;

import java.util.Arrays;

/**
 * Maximum-weight assignment of a dense rectangular matrix: always min(rows, columns) pairs, even where weights are negative.
 *
 * <p>Made for very many very small matrices: up to four rows the best value for each subset of the rows is carried along the columns,
 * from five on the row maxima are taken where they are in distinct columns and the other rows assigned along shortest augmenting
 * paths (Jonker and Volgenant 1987; rectangular as in Crouse 2016). Exact throughout, O(rows² columns).
 *
 * <p>Weights must be finite. Not thread-safe: owns scratch arrays, which grow to the largest matrix seen.
 */
final class AssignmentSolver {

    private static final double NONE = Double.NEGATIVE_INFINITY;

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
            case 4 -> fourRows(w, cols);
            default -> solve(w, rows, cols);
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
        grow(rows, cols);
        takeMaxima(w, rows, cols);
        for (int i = 0; i < rows; i++) {
            if (columnOfRow[i] < 0) {
                augment(w, cols, i);
            }
        }
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            sum += w[i * cols + columnOfRow[i]];
        }
        return sum;
    }

    private static double largest(double[] w, int cols) {
        double best = w[0];
        for (int j = 1; j < cols; j++) {
            best = Math.max(best, w[j]);
        }
        return best;
    }

    // Two to four rows: the best value for each subset of the rows, column by column. Without branches, which random
    // weights would
    // make unpredictable.

    private static double twoRows(double[] w, int cols) {
        double r0 = NONE;
        double r1 = NONE;
        double r01 = NONE;
        for (int j = 0; j < cols; j++) {
            double x = w[j];
            double y = w[cols + j];
            r01 = Math.max(r01, Math.max(r0 + y, r1 + x));
            r0 = Math.max(r0, x);
            r1 = Math.max(r1, y);
        }
        return r01;
    }

    private static double threeRows(double[] w, int cols) {
        double r0 = NONE;
        double r1 = NONE;
        double r2 = NONE;
        double r01 = NONE;
        double r02 = NONE;
        double r12 = NONE;
        double r012 = NONE;
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

    private static double fourRows(double[] w, int cols) {
        double r0 = NONE;
        double r1 = NONE;
        double r2 = NONE;
        double r3 = NONE;
        double r01 = NONE;
        double r02 = NONE;
        double r12 = NONE;
        double r03 = NONE;
        double r13 = NONE;
        double r23 = NONE;
        double r012 = NONE;
        double r013 = NONE;
        double r023 = NONE;
        double r123 = NONE;
        double r0123 = NONE;
        for (int j = 0; j < cols; j++) {
            double x = w[j];
            double y = w[cols + j];
            double z = w[2 * cols + j];
            double t = w[3 * cols + j];
            r0123 = Math.max(Math.max(Math.max(r0123, r012 + t), Math.max(r013 + z, r023 + y)), r123 + x);
            r012 = Math.max(Math.max(r012, r01 + z), Math.max(r02 + y, r12 + x));
            r013 = Math.max(Math.max(r013, r01 + t), Math.max(r03 + y, r13 + x));
            r023 = Math.max(Math.max(r023, r02 + t), Math.max(r03 + z, r23 + x));
            r123 = Math.max(Math.max(r123, r12 + t), Math.max(r13 + z, r23 + y));
            r01 = Math.max(Math.max(r01, r0 + y), r1 + x);
            r02 = Math.max(Math.max(r02, r0 + z), r2 + x);
            r12 = Math.max(Math.max(r12, r1 + z), r2 + y);
            r03 = Math.max(Math.max(r03, r0 + t), r3 + x);
            r13 = Math.max(Math.max(r13, r1 + t), r3 + y);
            r23 = Math.max(Math.max(r23, r2 + t), r3 + z);
            r0 = Math.max(r0, x);
            r1 = Math.max(r1, y);
            r2 = Math.max(r2, z);
            r3 = Math.max(r3, t);
        }
        return r0123;
    }

    /**
     * Gives each row its largest column, first come first served. Leaves duals that are feasible, and tight for these pairs: row
     * maxima, and 0 for columns.
     */
    private void takeMaxima(double[] w, int rows, int cols) {
        Arrays.fill(rowOfColumn, 0, cols, -1);
        Arrays.fill(columnDual, 0, cols, 0);
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
            columnOfRow[i] = -1;
            if (rowOfColumn[at] < 0) {
                rowOfColumn[at] = i;
                columnOfRow[i] = at;
            }
        }
    }

    /** Assigns one more row along the shortest path over slacks u[i] + v[j] - w[i,j], and keeps the duals feasible. */
    private void augment(double[] w, int cols, int freeRow) {
        // The first look, from the free row, finds every column for the first time.
        int start = freeRow * cols;
        double nearest = Double.POSITIVE_INFINITY;
        int nearestAt = 0;
        for (int j = 0; j < cols; j++) {
            double d = rowDual[freeRow] + columnDual[j] - w[start + j];
            columns[j] = j;
            distance[j] = d;
            reachedFrom[j] = freeRow;
            if (d < nearest) {
                nearest = d;
                nearestAt = j;
            }
        }
        int open = cols;
        while (true) {
            int column = columns[nearestAt];
            // Closed columns gather behind the open ones.
            columns[nearestAt] = columns[--open];
            columns[open] = column;
            int row = rowOfColumn[column];
            if (row < 0) {
                break;
            }
            double reach = nearest + rowDual[row];
            start = row * cols;
            nearest = Double.POSITIVE_INFINITY;
            for (int k = 0; k < open; k++) {
                int j = columns[k];
                double d = reach + columnDual[j] - w[start + j];
                if (d < distance[j]) {
                    distance[j] = d;
                    reachedFrom[j] = row;
                }
                if (distance[j] < nearest) {
                    nearest = distance[j];
                    nearestAt = k;
                }
            }
        }
        double travelled = nearest;
        int sink = columns[open];
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
