import abc, argparse, array, ast, asyncio, asyncio.base_events, asyncio.events, asyncio.runners, atexit, base64
import binascii, bisect, builtins, calendar, cmath, codecs, collections, collections.abc, concurrent.futures, configparser, contextlib
import contextvars, copy, copyreg, csv, dataclasses, datetime, decimal, difflib, dis, doctest, email, encodings.idna, enum
import errno, fileinput, fnmatch, fractions, functools, gc, getpass, glob, graphlib, gzip, hashlib, heapq, hmac, html, html.parser
import http, http.client, importlib, importlib.resources, inspect, io, ipaddress, itertools, json, keyword, linecache, locale, logging
import math, multiprocessing, numbers, opcode, operator, optparse, os, pathlib, pickle, platform, pprint, queue, random, re, reprlib, sched, secrets
import select, selectors, shelve, shlex, shutil, signal, socket, sqlite3, stat, statistics, string, struct, subprocess, sys
import tempfile, textwrap, threading, time, timeit, token, tokenize, tomllib, traceback, types, typing, unicodedata
import unittest, unittest.mock, urllib.parse, urllib.request, uuid, warnings, weakref, xml.etree.ElementTree, zipfile, zlib, zoneinfo

# Suggestions and the colours of tracebacks import these when the first exception is printed.
import _colorize, _pyrepl.utils
