/// Under which systemd's journal explains an alarm (`journalctl -x`): each is in systemd/halld.catalog.
package enum AlarmIDs {
    package static let all = [
        "appointments": "7f0ccb07580c4278ae5aeebf6565578e",
        "backup": "1517dc0859954577a87145d494788d32",
        "calendar": "5c1ca1c3519a4f68863be6c5b0296ae5",
        "clock": "23824a8438134e6f88884dbb327a1d75",
        "damaged": "0a1d3f6c8e2b4b0f9a7c5d4e3f2a1b6d",
        "device": "4da8effb665c48eaa41026f532afe2b4",
        "disk": "d5b0f7c3e1a94a56b8d2c6f4091e7a35",
        "followUps": "a4ddd13e031e4ee5a95d7cfb5c41e695",
        "guides": "d0e35b1cef054da6b472a3cab63fc623",
        "lastGoodFile": "3e7a9c1f5b2d4e8f8a6b0c4d2e1f7a93",
        "longService": "3ab9e70c5b5d42f08b5d76614de03c85",
        "noWindow": "9d32d44c1503487f88cada2e26ee6c5e",
        "overdue": "de4ce602aa4344018341b12f77711ff5",
        "paper": "58082e9003824c1699c9f957ecfc23f9",
        "printer": "c7857dd0fbe34900b004c27480185587",
        "refusedFile": "5d1f7c3a9e0b4c628f4a6d2b7e1c9053",
        "report": "920ff459e3bb477db75f50a87088362f",
        "restored": "c4e8b2d1a6f94c7e8b3a5d2f1e0c9b87",
        "room": "b7d2f6a60b8b4c34a1f1c1a2b3ad8c55",
        "signOff": "7ab28644e75f40aaabcfd920671c3b26",
        "storage": "96f4cbfe6db74f6495177bc396083139",
    ]
}
