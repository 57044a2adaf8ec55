<?php
// A page with a PHP session: counts its visits and says which node answered. The test places it in the site.
header('content-type: application/json');
$isStarted = session_start();
$_SESSION['visits'] = ($_SESSION['visits'] ?? 0) + 1;
$settings = json_decode((string) file_get_contents('/opt/nines/settings.json'), true);
$answer = ['isStarted' => $isStarted, 'visits' => $_SESSION['visits'], 'node' => $settings['node']];
session_write_close();
echo json_encode($answer);
