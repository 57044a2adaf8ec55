<?php
// Who may ask the deep page: whoever holds the site's key. domain/probe-signature.ts says the same; test/site/signature-vectors.json holds both to it.

/** A request that is older, or from a clock that is further ahead, may be a replay. */
const NINES_SIGNATURE_AGE_LIMIT_SECONDS = 60;

function nines_signature(string $key, string $timestamp, string $method, string $target): string
{
    return 'v1=' . hash_hmac('sha256', "v1\n$timestamp\n$method\n$target", $key);
}

/** Why a request may not be answered, as its status: 401 if it does not say who asks or when, 403 if it lies; null if it may. */
function nines_signature_problem(string $key, int $now, string $method, string $target, ?string $timestamp, ?string $signature): ?int
{
    if ($key === '' || $signature === null || $timestamp === null || !preg_match('/^\d{1,12}$/D', $timestamp)) {
        return 401;
    }
    // The clock first, so that an old request says nothing about the key, not even by its timing.
    if (abs($now - (int) $timestamp) > NINES_SIGNATURE_AGE_LIMIT_SECONDS) {
        return 401;
    }
    return hash_equals(nines_signature($key, $timestamp, $method, $target), $signature) ? null : 403;
}
