import type { ReactNode } from "react";

export interface Column<Row> {
  head: string;
  cell: (row: Row) => ReactNode;
  /** A number: its digits stand below each other. */
  right?: boolean;
}

interface Props<Row> {
  /** Said to who does not see the table; it scrolls by keys where it is wider than its page. */
  label: string;
  /** The first names its row. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
  className?: string;
}

/** A table that can be scrolled by keys alone. */
export function DataTable<Row>({ label, columns, rows, keyOf, className }: Props<Row>) {
  const side = (column: Column<Row>) => (column.right ? { className: "right" } : {});
  return (
    <div className={className ? `table-wrap ${className}` : "table-wrap"} tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.head} scope="col" {...side(column)}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, place) =>
                place ? (
                  <td key={column.head} {...side(column)}>
                    {column.cell(row)}
                  </td>
                ) : (
                  <th key={column.head} scope="row" {...side(column)}>
                    {column.cell(row)}
                  </th>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
