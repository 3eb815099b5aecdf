"""`croissant.json`: the same description in the words of MLCommons Croissant 1.0."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from osce_crawler.dataset.datapackage import KINDS, described
from osce_crawler.dataset.dictionary import Column, columns_of
from osce_crawler.exporters import encode_indented

FILE = "croissant.json"

# The context that the specification asks for, word for word.
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
}


def croissant_of(resources: Iterable[Mapping[str, Any]]) -> bytes:
    """The description of the datasets with these resources of `datapackage.json`."""
    package = described(resources)
    # Croissant wants a digest of each file: a description changed by hand may have none.
    files = [resource for resource in package["resources"] if resource.get("hash")]
    found = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": package["name"],
        "description": " ".join([f"{package['title']}.", package["description"], _versions(package)]),
        "keywords": package["keywords"],
        "version": package["version"],
        "creator": {"@type": "sc:Organization", "name": "osce-crawler, a program that is no OSCE service"},
        "isBasedOn": [source["path"] for source in package["sources"]],
        # Croissant requires a licence.
        "license": {
            "@type": "sc:CreativeWork",
            "name": "No licence is known",
            "description": package["rights"],
        },
        "citeAs": package["citation"],
        **_times(package),
        "distribution": [_file(resource) for resource in files],
        "recordSet": [_records(resource) for resource in files],
    }
    return encode_indented(found)


def _versions(package: Mapping[str, Any]) -> str:
    return (
        f"Schema {package['schema_version']}, extractor {package['extractor']}, "
        f"vocabulary {package['vocabulary']}."
    )


def _times(package: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    if created := package.get("created"):
        found["datePublished"] = found["dateModified"] = created
    if days := package.get("temporal"):
        found["temporalCoverage"] = f"{days['start']}/{days['end']}"
    return found


def _file(resource: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": resource["path"],
        "name": resource["path"],
        "description": resource.get("description", ""),
        "contentUrl": resource["path"],
        "contentSize": f"{resource.get('bytes', 0)} B",
        "encodingFormat": "application/jsonlines",
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def _records(resource: Mapping[str, Any]) -> dict[str, Any]:
    path = resource["path"]
    dataset = path.removesuffix(".jsonl")
    return {
        "@type": "cr:RecordSet",
        "@id": dataset,
        "name": dataset,
        "description": _how_full(resource),
        "key": {"@id": f"{dataset}/id"},
        "field": [_field(column, dataset, path) for column in columns_of(KINDS[dataset])],
    }


def _how_full(resource: Mapping[str, Any]) -> str:
    """How many rows there are, from which crawl, and whether they are all that there is."""
    crawl = resource.get("crawl", {})
    complete = "complete" if crawl.get("complete") else "not complete"
    is_timed = {"started_at", "finished_at"} <= crawl.keys()
    times = f", crawled {crawl['started_at']} to {crawl['finished_at']}" if is_timed else ""
    return f"{resource.get('rows', 0)} rows{times}; {complete}. {resource.get('description', '')}".strip()


def _field(column: Column, dataset: str, path: str) -> dict[str, Any]:
    extract = {"fileObject": {"@id": path}, "extract": {"column": column.name}}
    found = _named(column, f"{dataset}/{column.name}")
    if column.type == "array":
        found["repeated"] = True
    if column.items:
        return found | {"subField": list(_parts(column, found["@id"], extract))}
    return found | {"dataType": _data_type(column), "source": extract}


def _parts(column: Column, parent: str, extract: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What the objects of a list hold."""
    for part in column.items:
        source = {**extract, "transform": {"jsonPath": part.name}}
        yield _named(part, f"{parent}/{part.name}") | {"dataType": _data_type(part), "source": source}


def _named(column: Column, id_: str) -> dict[str, Any]:
    return {"@type": "cr:Field", "@id": id_, "name": id_, "description": column.description}


def _data_type(column: Column) -> str:
    return "sc:URL" if column.is_address else _TYPES[column.item_type or column.type]
