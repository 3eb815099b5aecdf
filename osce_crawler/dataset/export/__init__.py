"""A dataset in the formats of other tools: Parquet, CSV, SQLite, XLSX."""
