"""The dataset as one HTML page: charts, a map and a table, for people who open a file in a browser."""
