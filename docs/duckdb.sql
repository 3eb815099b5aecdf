-- The published files as views with the types of the data dictionary, whatever is in them.
-- In the folder that holds output/:  duckdb -init docs/duckdb.sql
-- Written by scripts/duckdb_views.py.
SET TimeZone = 'UTC';

CREATE OR REPLACE VIEW press_releases AS
    FROM read_json('output/press_releases.jsonl', format = 'newline_delimited', columns = {
        "id": 'VARCHAR',
        "nid": 'VARCHAR',
        "url": 'VARCHAR',
        "other_urls": 'VARCHAR[]',
        "language": 'VARCHAR',
        "content_type": 'VARCHAR',
        "content_type_printed": 'VARCHAR',
        "title": 'VARCHAR',
        "date": 'DATE',
        "date_evidence": 'VARCHAR',
        "date_printed": 'VARCHAR',
        "dateline": 'VARCHAR',
        "dateline_date": 'DATE',
        "places": 'STRUCT(id VARCHAR, "name" VARCHAR, country VARCHAR, latitude DOUBLE, longitude DOUBLE, printed VARCHAR)[]',
        "sources": 'STRUCT(id VARCHAR, "name" VARCHAR, kind VARCHAR, status VARCHAR, country VARCHAR, printed VARCHAR)[]',
        "fields_of_work": 'STRUCT(id VARCHAR, "name" VARCHAR, parent VARCHAR, printed VARCHAR)[]',
        "body": 'VARCHAR',
        "links": 'STRUCT(url VARCHAR, "text" VARCHAR)[]',
        "documents": 'STRUCT(url VARCHAR, "text" VARCHAR)[]',
        "images": 'STRUCT(url VARCHAR, caption VARCHAR)[]',
        "contacts": 'VARCHAR',
        "translations": 'STRUCT("language" VARCHAR, url VARCHAR)[]',
        "warnings": 'VARCHAR[]',
        "gone_on": 'DATE',
        "content_hash": 'VARCHAR',
        "first_seen": 'TIMESTAMP WITH TIME ZONE',
        "last_changed": 'TIMESTAMP WITH TIME ZONE',
        "retrieved_at": 'TIMESTAMP WITH TIME ZONE',
        "extractor": 'VARCHAR'
    });

CREATE OR REPLACE VIEW places AS
    SELECT id, position, entry.id AS place_id, entry.name, entry.country, entry.latitude, entry.longitude, entry.printed
    FROM (SELECT id, unnest(places) AS entry, generate_subscripts(places, 1) AS position
          FROM press_releases);

CREATE OR REPLACE VIEW sources AS
    SELECT id, position, entry.id AS source_id, entry.name, entry.kind, entry.status, entry.country, entry.printed
    FROM (SELECT id, unnest(sources) AS entry, generate_subscripts(sources, 1) AS position
          FROM press_releases);

CREATE OR REPLACE VIEW fields_of_work AS
    SELECT id, position, entry.id AS field_id, entry.name, entry.parent, entry.printed
    FROM (SELECT id, unnest(fields_of_work) AS entry, generate_subscripts(fields_of_work, 1) AS position
          FROM press_releases);

CREATE OR REPLACE VIEW changes AS
    FROM read_json('output/changes.jsonl', format = 'newline_delimited', columns = {
        "run": 'VARCHAR',
        "at": 'TIMESTAMP WITH TIME ZONE',
        "dataset": 'VARCHAR',
        "id": 'VARCHAR',
        "change": 'VARCHAR',
        "cause": 'VARCHAR',
        "keys": 'STRUCT("key" VARCHAR, "from" VARCHAR, "to" VARCHAR)[]'
    });

CREATE OR REPLACE VIEW navigation AS
    FROM read_json('output/navigation.jsonl', format = 'newline_delimited', columns = {
        "id": 'VARCHAR',
        "site": 'VARCHAR',
        "label": 'VARCHAR',
        "printed": 'VARCHAR',
        "url": 'VARCHAR',
        "kind": 'VARCHAR',
        "entity": 'VARCHAR',
        "country": 'VARCHAR',
        "chairpersonship_year": 'BIGINT',
        "parent": 'VARCHAR',
        "path": 'VARCHAR[]',
        "level": 'BIGINT',
        "position": 'BIGINT',
        "final_url": 'VARCHAR',
        "page_title": 'VARCHAR',
        "page_description": 'VARCHAR',
        "page_status": 'BIGINT',
        "language": 'VARCHAR',
        "menu_page": 'VARCHAR',
        "retrieved_at": 'TIMESTAMP WITH TIME ZONE'
    });
